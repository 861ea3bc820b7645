"""Starts 'ilm serve' with the example accounts in it."""

def serve():
    raise SystemExit("set ILM_WEB_URL")
