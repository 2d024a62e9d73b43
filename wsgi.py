"""What a WSGI server imports: `gunicorn wsgi:app`. `storyhub serve` needs it not."""

from storyhub.app import create_app

app = create_app()
