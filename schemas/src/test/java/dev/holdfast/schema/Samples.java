package dev.holdfast.schema;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// One fixed value of every kind of record. Their encodings are committed as golden bytes.
final class Samples {
    static final Instant THEN = Instant.ofEpochMilli(1_700_000_000_123L);
    static final ListId LIST = new ListId("acme.passes");
    private static final Deployment DEPLOYMENT = new Deployment("golden");
    private static final Region REGION = new Region("eu-central");

    private Samples() {}

    /// A record kind's name and what goes with it.
    record Sample<T>(Codec<T> codec, T value) {}

    static Map<String, Sample<?>> all() {
        Map<String, Sample<?>> all = new LinkedHashMap<>();
        all.put("status-event-command", new Sample<>(Codecs.EVENT, command()));
        all.put("status-event-trust", new Sample<>(Codecs.EVENT, adoption()));
        all.put("draft-checkpoint", new Sample<>(Codecs.DRAFT, checkpointDraft()));
        all.put("draft-token", new Sample<>(Codecs.DRAFT, tokenDraft()));
        all.put("draft-snapshot", new Sample<>(Codecs.DRAFT, snapshotDraft()));
        all.put("checkpoint", new Sample<>(Codecs.CHECKPOINT, checkpoint()));
        all.put("snapshot-chunk", new Sample<>(Codecs.SNAPSHOT, snapshotChunk()));
        all.put("signed-list", new Sample<>(Codecs.SIGNED_LIST, signedList()));
        all.put("refusal-refused", new Sample<>(Codecs.REFUSAL, refused()));
        all.put("refusal-not-authentic", new Sample<>(Codecs.REFUSAL, notAuthentic()));
        all.put("trust", new Sample<>(Codecs.TRUST, trust()));
        return all;
    }

    static EventRecord command() {
        Ed25519Signer signer = key(3);
        Bytes input = Bytes.ofAscii("eyJ9.eyJ9");
        return new EventRecord(
                new SignedCommand(input, signer.keyId(), Bytes.of(signer.sign(input.toArray()))),
                "gateway-1",
                Optional.of(THEN));
    }

    static EventRecord adoption() {
        return new EventRecord(trustDocument().toEvent(), "", Optional.empty());
    }

    static CheckpointDraft checkpointDraft() {
        return new CheckpointDraft(7, Bytes.of(header().toBytes()), Bytes.of(body()));
    }

    static TokenDraft tokenDraft() {
        return new TokenDraft(
                7, LIST, Form.of(new TokenStatusListJwt()), 3, 41, 1, ascii("{\"sub\":\"https://a.example\"}"));
    }

    static SnapshotDraft snapshotDraft() {
        return new SnapshotDraft(7, 1, 42, Hash.of(header().toBytes()), 1, 2, ascii("pieces"));
    }

    static CheckpointRecord checkpoint() {
        return new CheckpointRecord(7, new Checkpoint(signed(), Bytes.of(body())));
    }

    static SnapshotChunk snapshotChunk() {
        return new SnapshotChunk(7, signed(), 0, 1, ascii("all lists"));
    }

    static SignedList signedList() {
        return new SignedList(
                LIST,
                Form.of(new TokenStatusListJwt()),
                3,
                1,
                41,
                THEN,
                THEN.plusSeconds(86_400),
                "application/statuslist+jwt",
                "https://status.example/tokens/acme.passes",
                ascii("a.b.c"));
    }

    static RefusalRecord refused() {
        Bytes record = ascii("the record");
        return new RefusalRecord(
                "final",
                "entry 9",
                RefusalRecord.Kind.REFUSED,
                7,
                99,
                OptionalLong.of(42),
                Optional.of(CommandId.of(THEN.toEpochMilli(), 1)),
                record,
                record.sha256());
    }

    static RefusalRecord notAuthentic() {
        return new RefusalRecord(
                "undecodable",
                "",
                RefusalRecord.Kind.NOT_AUTHENTIC,
                7,
                100,
                OptionalLong.empty(),
                Optional.empty(),
                Bytes.empty(),
                Hash.of(new byte[70_000]));
    }

    static TrustRecord trust() {
        return TrustRecord.of(trustDocument());
    }

    static SignedTrustDocument trustDocument() {
        Ed25519Signer rootKey = key(1);
        Root root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));
        TrustDocument document = new TrustDocument(
                DEPLOYMENT,
                1,
                TrustDocument.RULES,
                Topics.PARTITIONS,
                Optional.empty(),
                Instant.ofEpochSecond(1_700_000_000),
                Instant.ofEpochSecond(1_702_592_000),
                root,
                List.of(new Issuer(
                        new IssuerId("acme"),
                        List.of(key(2).publicKey()),
                        List.of(key(3).publicKey()),
                        Set.of(new WriterId("gateway-1")))),
                List.of(new Publisher(REGION, 1, List.of(key(4).publicKey()), List.of(key(5).publicKey()))));
        try {
            return SignedTrustDocument.openFirst(SignedTrustDocument.sign(document, List.of(rootKey)), root);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static SignedHeader signed() {
        return SignedHeader.sign(header().toBytes(), key(4));
    }

    static byte[] body() {
        return Delta.heartbeat(42).toBytes();
    }

    static Header header() {
        return new Header(
                DEPLOYMENT,
                REGION,
                1,
                7,
                42,
                Hash.of(new byte[] {1}),
                1000,
                1,
                2,
                Hash.of(new byte[] {2}),
                THEN,
                Delta.hashOf(body()));
    }

    static Ed25519Signer key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return Ed25519Signer.ofSeed(seed);
    }

    private static Bytes ascii(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
