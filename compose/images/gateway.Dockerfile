# The gateway. Context: issuer-gateway/target/quarkus-app, as ./holdfast builds it.
ARG JRE=eclipse-temurin:25-jre
FROM ${JRE}

# From what changes rarely to what changes always.
COPY lib /opt/holdfast/lib
COPY quarkus /opt/holdfast/quarkus
COPY quarkus-run.jar /opt/holdfast/
COPY app /opt/holdfast/app

USER 10001:10001
WORKDIR /opt/holdfast
EXPOSE 8000
ENV QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_HTTP_PORT=8080 QUARKUS_HTTP_SSL_PORT=8000
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", \
    "--enable-native-access=ALL-UNNAMED", "-jar", "quarkus-run.jar"]
