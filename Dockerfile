# The product as a container: `manage.py serve` by default; the same image runs `manage.py work` and `manage.py migrate`.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements/base.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY manage.py ./
COPY peersupport peersupport
COPY education education
COPY chat chat
COPY moderation moderation
COPY templates templates
COPY static static
COPY locale locale
# Names and keys for this step alone: nothing of them stays in what is collected.
RUN export DEMO=0 SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" ALLOWED_HOSTS=build \
        DEFAULT_FROM_EMAIL=build@localhost DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles \
    && /venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /data peersupport
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER peersupport
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BIND=0.0.0.0 PORT=8000 DATA_DIR=/data STATIC_ROOT=/app/staticfiles
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://localhost:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve"]
