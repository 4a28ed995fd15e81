# The one command. Context: cli/target, as ./holdfast builds it.
ARG JRE=eclipse-temurin:25-jre
FROM ${JRE} AS sorted
COPY lib /sorted/lib
COPY cli.jar /sorted/app/
# Our own libraries change with every build and go with the application.
RUN cd /sorted/lib && mv schemas-*.jar status-list-*.jar replay-*.jar cli-local-*.jar /sorted/app/

FROM ${JRE}

# Volumes that are mounted here for the first time take over the owner.
RUN mkdir -p /region/keys /region/root /region/publisher /region/issuers && chown -R 10001:10001 /region

COPY --from=sorted /sorted/lib /opt/holdfast/lib
COPY --from=sorted /sorted/app /opt/holdfast/app

USER 10001:10001
WORKDIR /opt/holdfast
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", \
    "--enable-native-access=ALL-UNNAMED", "-cp", "app/*:lib/*", "dev.holdfast.cli.Holdfast"]
