"""Archives for schemathesis, which sends none by itself."""

import schemathesis


@schemathesis.serializer("application/zip")
def archive(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.deserializer("application/zip")
def archived(context, response):
    return response.content.decode("latin-1")
