package dev.holdfast.trust;

import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A trust document in the making, for tests: any part may be put wrong before it is signed.
final class Deed {
    static final Deployment DEMO = new Deployment("demo");
    static final Region EU = new Region("eu");
    static final Signer ANNA = signer(1);
    static final Signer BELA = signer(2);
    static final Signer CARA = signer(3);
    static final Signer MALLORY = signer(9);
    static final Signer CHECKPOINT = signer(30);
    static final Signer TOKEN = signer(31);
    static final Root TWO_OF_THREE = Root.of(DEMO, 2, keys(ANNA, BELA, CARA));
    static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");

    Deployment deployment = DEMO;
    int version = 1;
    int rules = TrustDocument.RULES;
    int partitions = 16;
    Optional<Hash> previous = Optional.empty();
    Root root = TWO_OF_THREE;
    List<Issuer> issuers = new ArrayList<>(IntStream.range(0, 8)
            .mapToObj(each -> issuer("issuer-" + each, 40 + 2 * each))
            .toList());
    List<Publisher> publishers = new ArrayList<>(List.of(publisher(1, CHECKPOINT, TOKEN)));
    List<Statement> statements = new ArrayList<>();

    static Deed first() {
        return new Deed();
    }

    static Deed after(SignedTrustDocument before) {
        TrustDocument held = before.document();
        Deed deed = new Deed();
        deed.version = held.version() + 1;
        deed.previous = Optional.of(before.hash());
        deed.root = held.root();
        deed.issuers = new ArrayList<>(held.issuers());
        deed.publishers = new ArrayList<>(held.publishers());
        deed.statements = new ArrayList<>(held.statements());
        return deed;
    }

    static Publisher publisher(int epoch, Signer checkpoint, Signer token) {
        return new Publisher(EU, epoch, keys(checkpoint), keys(token));
    }

    static Issuer issuer(String id, int seed) {
        return new Issuer(
                new IssuerId(id), keys(signer(seed)), keys(signer(seed + 1)), Set.of(new WriterId("gateway")));
    }

    static List<PublicKey> keys(Signer... signers) {
        return Stream.of(signers).map(Signer::publicKey).toList();
    }

    static Signer signer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        bytes[1] = (byte) (seed >> 8);
        return Ed25519Signer.ofSeed(bytes);
    }

    TrustDocument document() {
        return new TrustDocument(
                deployment,
                version,
                rules,
                partitions,
                previous,
                ISSUED.plusSeconds(version),
                ISSUED.plusSeconds(2_592_000L + version),
                root,
                issuers,
                publishers,
                statements);
    }

    Bytes signed(Signer... by) {
        return SignedTrustDocument.sign(document(), List.of(by));
    }

    /// Document 1, as everybody holds it.
    static SignedTrustDocument held() throws Exception {
        return SignedTrustDocument.openFirst(first().signed(ANNA, BELA), TWO_OF_THREE);
    }

    SignedTrustDocument opened(SignedTrustDocument before, Signer... by) throws Exception {
        return before.openNext(signed(by));
    }
}
