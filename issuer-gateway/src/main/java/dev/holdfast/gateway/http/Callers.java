package dev.holdfast.gateway.http;

import dev.holdfast.event.IssuerId;
import dev.holdfast.gateway.log.FoldedLog;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.trust.CallerToken;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.Untrusted;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Finds out which issuer calls. No identity provider is asked: the trust document in the log names the keys.
@Singleton
final class Callers {
    private static final String SCHEME = "Bearer ";

    private final FoldedLog folded;
    private final InstantSource clock;

    Callers(FoldedLog folded, InstantSource clock) {
        this.folded = folded;
        this.clock = clock;
    }

    /// The issuer that an `Authorization` header stands for.
    IssuerId authenticate(@Nullable String authorization) throws Declined {
        if (!folded.isReady()) {
            throw new Declined(Problems.notReady());
        }
        TrustDocument trust = folded.trust().orElseThrow();
        if (authorization == null) {
            throw new Declined(
                    Problem.of(401, "no-credentials", "Who are you?", "The request has no Authorization header.")
                            .withHeader("WWW-Authenticate", "Bearer realm=\"holdfast\""));
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw invalid("the Authorization header is not a bearer token");
        }
        try {
            return CallerToken.verify(authorization.substring(SCHEME.length()).strip(), trust, clock.instant())
                    .id();
        } catch (Malformed | Untrusted | BadSignature e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw invalid("the bearer token is malformed");
        }
    }

    private static Declined invalid(String detail) {
        String description = detail.replaceAll("[^ !#-\\[\\]-~]", "?");
        return new Declined(Problem.of(401, "invalid-token", "The bearer token is not accepted", detail)
                .withHeader(
                        "WWW-Authenticate",
                        "Bearer realm=\"holdfast\", error=\"invalid_token\", error_description=\"" + description
                                + "\""));
    }
}
