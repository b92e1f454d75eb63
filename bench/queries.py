"""How many statements a database ran, asked of PostgreSQL itself (pg_stat_statements): the product does not know."""

import psycopg

TOP = 40  # statements named in the JSON file, of the most frequent


class Queries:
    """Counts what runs on one database between `begin` and `end`; transactions' own words are not counted."""

    def __init__(self, url: str):
        self.url = url
        self.ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def begin(self) -> None:
        self.ask("SELECT pg_stat_statements_reset(0, d.oid, 0) FROM pg_database d WHERE datname = current_database()")

    def end(self) -> tuple[int, dict[str, tuple[int, float]]]:
        """How many in all; and of the most frequent ones, how often each ran and its milliseconds in the mean."""
        rows = self.ask(
            "SELECT query, calls, mean_exec_time FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid"
            " WHERE datname = current_database() AND query !~ 'pg_stat_statements' ORDER BY calls DESC"
        )
        return sum(row[1] for row in rows), {query[:300]: (calls, mean) for query, calls, mean in rows[:TOP]}

    def ask(self, words: str) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(words)
            return found.fetchall() if found.description else []
