# An edge. Context: verifier-edge/service/target/quarkus-app, as ./holdfast builds it.
ARG JRE=eclipse-temurin:25-jre
FROM ${JRE}

# A volume that is mounted here for the first time takes over the owner.
RUN mkdir -p /var/lib/holdfast && chown 10001:10001 /var/lib/holdfast

# From what changes rarely to what changes always.
COPY lib /opt/holdfast/lib
COPY quarkus /opt/holdfast/quarkus
COPY quarkus-run.jar /opt/holdfast/
COPY app /opt/holdfast/app

WORKDIR /opt/holdfast
EXPOSE 8000
ENV QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_HTTP_PORT=8080 QUARKUS_HTTP_SSL_PORT=8000 \
    HOLDFAST_EDGE_STORE=/var/lib/holdfast/store

# An edge that starts in an outage should answer soon. One start without a network records what the JVM had to load and
# link, which saves later starts a quarter of their CPU time for 49 MB. The root is RFC 8037's example: nothing is
# signed by it, and a JVM that finds the cache unfit goes on without.
RUN printf '%s' '{"deployment":"training","threshold":1,"keys":[{"kty":"OKP","crv":"Ed25519",' \
        '"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",' \
        '"kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"}]}' >/tmp/root.json; \
    HOLDFAST_EDGE_ROOT=/tmp/root.json HOLDFAST_EDGE_REGION=training HOLDFAST_EDGE_STORE=/tmp/store \
        QUARKUS_HTTP_HOST=127.0.0.1 java -XX:AOTCacheOutput=/opt/holdfast/edge.aot -XX:+UseSerialGC \
        --enable-native-access=ALL-UNNAMED -jar quarkus-run.jar >/tmp/log 2>&1 & \
    edge=$!; \
    for _ in $(seq 600); do \
        bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080 && printf "GET /q/health/ready HTTP/1.0\r\n\r\n" >&3 && \
            read -r answer <&3 && [[ $answer == *" 200 "* ]]' 2>/dev/null && break; sleep 0.1; \
    done; \
    kill $edge; wait $edge; \
    test -s /opt/holdfast/edge.aot || { cat /tmp/log; exit 1; }; \
    rm -rf /tmp/*

USER 10001:10001
ENTRYPOINT ["java", "-XX:AOTCache=/opt/holdfast/edge.aot", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", \
    "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "quarkus-run.jar"]
