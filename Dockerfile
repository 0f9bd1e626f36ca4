# Postroad in production: the API with the UI, the workers and the migration job are one image, told apart by command.
# Its tools and versions are those of the Makefile: everything comes from the lock files.

FROM python:3.11.14-slim-bookworm AS build
WORKDIR /app
COPY requirements-setup.lock requirements-runtime.lock ./
RUN python -m venv /opt/setup \
    && /opt/setup/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-setup.lock \
    && python -m venv --without-pip .venv \
    && VIRTUAL_ENV=/app/.venv /opt/setup/bin/uv pip install --no-cache --compile-bytecode --require-hashes \
        -r requirements-runtime.lock
ENV PATH=/opt/setup/bin:$PATH
COPY ui/package.json ui/package-lock.json ui/.npmrc ui/
RUN npm --prefix ui ci --no-fund --no-audit
COPY ui ui
RUN npm --prefix ui run build && mv ui/dist dist && rm -rf ui && mkdir ui && mv dist ui/dist
COPY engine engine
COPY workflows workflows
COPY activities activities
COPY builder_api builder_api
COPY cli cli
COPY examples examples
RUN .venv/bin/python -m compileall -q engine workflows activities builder_api cli

FROM python:3.11.14-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin postroad
COPY --from=build /app /app
COPY --chmod=755 deploy/postroad /usr/local/bin/postroad
WORKDIR /app
USER postroad
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 POSTROAD_HOST=0.0.0.0 POSTROAD_DATA=/tmp/postroad
EXPOSE 8000
ENTRYPOINT ["postroad"]
CMD ["api"]
