# Each step is one that the Makefile runs too. What installs, and servers of our own, stay out of the image.
FROM python:3.13.9-slim-trixie AS build
WORKDIR /app
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv .uv \
 && .uv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt \
 && python -m venv --without-pip .venv \
 && .uv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.txt

FROM node:24.11.1-trixie-slim AS client
WORKDIR /app/client
COPY client/package.json client/package-lock.json ./
RUN npm ci --silent --no-fund --no-audit --ignore-scripts --omit=dev
COPY client .
RUN node build.mjs

FROM python:3.13.9-slim-trixie
RUN useradd --system --uid 10001 --home-dir /app daytripper && mkdir -p /app/var && chown daytripper /app/var
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY app app
COPY --from=client /app/app/web/client app/web/client
COPY migrations migrations
COPY openapi openapi
USER daytripper
ENV DAYTRIPPER_HOST=0.0.0.0 DAYTRIPPER_METRICS_HOST=0.0.0.0 DAYTRIPPER_METRICS_PORT=9100 DAYTRIPPER_LOG_JSON=true \
    PATH=/app/.venv/bin:$PATH
EXPOSE 8000 9100
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9100/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
