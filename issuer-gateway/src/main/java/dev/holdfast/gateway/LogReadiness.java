package dev.holdfast.gateway;

import dev.holdfast.gateway.log.FoldedLog;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the log is read to where it ended at the start and names whom to trust.
@Readiness
@Singleton
final class LogReadiness implements HealthCheck {
    private final FoldedLog folded;

    LogReadiness(FoldedLog folded) {
        this.folded = folded;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("log")
                .status(folded.isReady())
                .withData("events", folded.folded())
                .build();
    }
}
