package dev.holdfast.cli.local;

import java.nio.file.Path;

/// Where the built programs of Holdfast lie.
///
/// @param home the root of the source tree, absolute
public record Installation(Path home) {
    public Installation {
        home = home.toAbsolutePath().normalize();
    }

    /// The installation that the running program belongs to: the launcher names it in the property `holdfast.home`.
    public static Installation ofThisProgram() {
        String home = System.getProperty("holdfast.home");
        if (home == null) {
            throw new IllegalStateException("the property holdfast.home is not set; start Holdfast by ./holdfast");
        }
        return new Installation(Path.of(home));
    }

    /// The agent that ties a child to its parent.
    Path leash() {
        return home.resolve("leash/target/leash.jar");
    }

    /// A Kafka broker, kept apart from our own jars.
    String brokerClassPath() {
        return classPath("broker");
    }

    public String streamClassPath() {
        return classPath("status-stream");
    }

    public Path gatewayJar() {
        return home.resolve("issuer-gateway/target/quarkus-app/quarkus-run.jar");
    }

    public Path edgeJar() {
        return home.resolve("verifier-edge/service/target/quarkus-app/quarkus-run.jar");
    }

    private String classPath(String module) {
        Path target = home.resolve(module).resolve("target");
        return target.resolve(module + ".jar") + ":" + target.resolve("lib") + "/*";
    }
}
