"""What a person may ask of us about their own data: to take it along, and to close the account."""
