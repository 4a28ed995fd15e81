package dev.holdfast.edge.service;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready as soon as the store is loaded. Whether a broker is there plays no part: an edge without one still answers.
@Readiness
@Singleton
public class Loaded implements HealthCheck {
    private final EdgeHost host;

    Loaded(EdgeHost host) {
        this.host = host;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("store")
                .up()
                .withData("lists", host.edge().lists().size())
                .withData("trustVersion", host.edge().trustVersion())
                .build();
    }
}
