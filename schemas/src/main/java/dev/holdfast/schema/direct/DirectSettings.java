package dev.holdfast.schema.direct;

import dev.holdfast.event.IssuerId;
import dev.holdfast.event.WriterId;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Duration;
import java.util.Map;

/// What a direct writer has to be told.
///
/// @param kafka how to reach the home cluster: `bootstrap.servers`, and security as any Kafka client has it
/// @param trust a verified document that is in force, the newest if possible; the later ones are read from the log and
///     have to follow from it. Its publishers are believed when they say that a command is published
/// @param writer one of the issuer's writers in that document, and of this program alone: ids rise per writer
/// @param key a command key of the issuer
/// @param append how long an append may take; after that its fate is not known
public record DirectSettings(
        Map<String, Object> kafka,
        Topics topics,
        SignedTrustDocument trust,
        IssuerId issuer,
        WriterId writer,
        Signer key,
        Duration append) {
    private static final Duration APPEND = Duration.ofSeconds(5);

    public DirectSettings {
        kafka = Map.copyOf(kafka);
    }

    /// With topics under their default prefix and five seconds for an append.
    public DirectSettings(
            Map<String, Object> kafka, SignedTrustDocument trust, IssuerId issuer, WriterId writer, Signer key) {
        this(kafka, Topics.byDefault(), trust, issuer, writer, key, APPEND);
    }
}
