# The stream with its notary. Context: status-stream/target, as ./holdfast builds it.
ARG JRE=eclipse-temurin:25-jre
FROM ${JRE} AS sorted
COPY lib /sorted/lib
COPY status-stream.jar /sorted/app/
# Our own libraries change with every build and go with the application.
RUN mv /sorted/lib/schemas-*.jar /sorted/lib/status-list-*.jar /sorted/app/

FROM ${JRE}

# A volume that is mounted here for the first time takes over the owner.
RUN mkdir -p /var/lib/holdfast && chown 10001:10001 /var/lib/holdfast

COPY --from=sorted /sorted/lib /opt/holdfast/lib
COPY --from=sorted /sorted/app /opt/holdfast/app

USER 10001:10001
WORKDIR /opt/holdfast
ENV HOLDFAST_STATE=/var/lib/holdfast/state
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", \
    "--enable-native-access=ALL-UNNAMED", "-cp", "app/*:lib/*", "dev.holdfast.stream.StreamMain"]
