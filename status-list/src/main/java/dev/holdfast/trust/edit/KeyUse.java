package dev.holdfast.trust.edit;

import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.TrustDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a listed key is good for: the place in a document where it stands.
public record KeyUse(PublicKey key, String what, Place place) {
    /// Puts the result of a change where the keys of this use stand.
    public interface Place {
        TrustDocument with(TrustDocument document, UnaryOperator<List<PublicKey>> change);
    }

    /// The use of a key; empty if the document does not list it.
    public static Optional<KeyUse> of(TrustDocument document, KeyId id) {
        return Optional.ofNullable(all(document).get(id));
    }

    /// Every listed key by id, in the order of the document.
    public static Map<KeyId, KeyUse> all(TrustDocument document) {
        Map<KeyId, KeyUse> uses = new LinkedHashMap<>();
        put(uses, document.root().keys().values().stream().toList(), "root", KeyUse::inRoot);
        for (Issuer issuer : document.issuers()) {
            put(
                    uses,
                    issuer.callerKeys(),
                    "caller key of " + issuer.id(),
                    (base, change) -> inIssuer(base, issuer, change, true));
            put(
                    uses,
                    issuer.commandKeys(),
                    "command key of " + issuer.id(),
                    (base, change) -> inIssuer(base, issuer, change, false));
        }
        for (Publisher publisher : document.publishers()) {
            String of = " key of " + publisher.region();
            put(
                    uses,
                    publisher.checkpointKeys(),
                    "checkpoint" + of,
                    (base, change) -> inPublisher(base, publisher, change, true));
            put(
                    uses,
                    publisher.tokenKeys(),
                    "token" + of,
                    (base, change) -> inPublisher(base, publisher, change, false));
        }
        return uses;
    }

    private static void put(Map<KeyId, KeyUse> uses, List<PublicKey> keys, String what, Place place) {
        keys.forEach(key -> uses.put(key.keyId(), new KeyUse(key, what, place)));
    }

    private static TrustDocument inRoot(TrustDocument document, UnaryOperator<List<PublicKey>> change) {
        Root root = document.root();
        List<PublicKey> keys = change.apply(root.keys().values().stream().toList());
        return Parts.of(document)
                .withRoot(Root.of(root.deployment(), root.threshold(), keys))
                .build();
    }

    private static TrustDocument inIssuer(
            TrustDocument document, Issuer issuer, UnaryOperator<List<PublicKey>> change, boolean callers) {
        Issuer next = new Issuer(
                issuer.id(),
                callers ? change.apply(issuer.callerKeys()) : issuer.callerKeys(),
                callers ? issuer.commandKeys() : change.apply(issuer.commandKeys()),
                issuer.writers());
        return Parts.of(document).replacing(issuer, next).build();
    }

    private static TrustDocument inPublisher(
            TrustDocument document, Publisher publisher, UnaryOperator<List<PublicKey>> change, boolean checkpoints) {
        Publisher next = new Publisher(
                publisher.region(),
                publisher.epoch(),
                checkpoints ? change.apply(publisher.checkpointKeys()) : publisher.checkpointKeys(),
                checkpoints ? publisher.tokenKeys() : change.apply(publisher.tokenKeys()));
        return Parts.of(document).replacing(publisher, next).build();
    }
}
