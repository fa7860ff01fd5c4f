# Each step is one that the Makefile runs too.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv .venv \
 && .venv/bin/pip install -q --require-hashes -r requirements-uv.txt \
 && .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app daytripper && mkdir -p /app/var && chown daytripper /app/var
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY app app
COPY migrations migrations
COPY openapi openapi
USER daytripper
ENV DAYTRIPPER_HOST=0.0.0.0 DAYTRIPPER_LOG_JSON=true PATH=/app/.venv/bin:$PATH
EXPOSE 8000
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
