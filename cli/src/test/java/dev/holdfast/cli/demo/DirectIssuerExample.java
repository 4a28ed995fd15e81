package dev.holdfast.cli.demo;

import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.WriterId;
import dev.holdfast.schema.direct.DirectSettings;
import dev.holdfast.schema.direct.DirectWriter;
import dev.holdfast.schema.direct.Outcome;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How an issuer revokes straight through Kafka.
final class DirectIssuerExample {
    static String revoke(String kafka, SignedTrustDocument trust, Signer key, ListId list, int idx) throws Exception {
        DirectSettings settings = new DirectSettings(
                Map.of("bootstrap.servers", kafka), trust, new IssuerId("acme"), new WriterId("direct-1"), key);
        try (DirectWriter writer = DirectWriter.open(settings)) {
            Outcome outcome = writer.change(list, List.of(EntryChange.of(idx, Status.INVALID)), Duration.ofSeconds(10));
            return switch (outcome) {
                case Outcome.Published published -> "published at n " + published.n();
                case Outcome.Refused refused -> "refused: " + refused.cause() + " " + refused.detail();
                case Outcome.Pending _ -> "in the log, and not covered yet";
            };
        }
    }

    private DirectIssuerExample() {}
}
