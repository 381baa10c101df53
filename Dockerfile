# Two stages: the first builds and may hold tools; the second carries the program, its locked packages and nothing else.
# Secrets come from the environment at run time; none is ever part of a layer.

FROM python:3.11-slim-bookworm AS build
WORKDIR /build
# Packages before sources: they change less often, and their layer is kept.
COPY requirements/run.txt requirements/build.txt requirements/
RUN python -m venv /build/tools \
    && /build/tools/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/build.txt
RUN python -m venv /opt/fireline \
    && /opt/fireline/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY templates templates
COPY src src
RUN /build/tools/bin/python -m hatchling build -t wheel \
    && /opt/fireline/bin/python -m pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.11-slim-bookworm
# A fixed number, so that the owner of a mounted volume can be set before the first start.
RUN groupadd --system --gid 10001 fireline \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --shell /usr/sbin/nologin fireline \
    && install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=build /opt/fireline /opt/fireline
ENV PATH=/opt/fireline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FIRELINE_DATA=/data \
    FIRELINE_HOST=0.0.0.0 \
    FIRELINE_PORT=3000
WORKDIR /data
VOLUME /data
EXPOSE 3000
USER 10001:10001
# Past every proxy: the question is for this container alone.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['FIRELINE_PORT'] + '/healthz', timeout=4)"]
# The demo needs neither volume nor token:
#   docker run --rm -it --no-healthcheck -p 127.0.0.1:8080:8080 fireline demo --page --host 0.0.0.0 --port 8080
ENTRYPOINT ["fireline"]
CMD ["run"]
