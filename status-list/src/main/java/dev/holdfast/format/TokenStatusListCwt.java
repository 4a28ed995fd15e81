package dev.holdfast.format;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.holdfast.cbor.Label;
import dev.holdfast.cbor.StrictCbor;
import dev.holdfast.event.Purpose;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// The Status List Token as a CWT (IETF Token Status List, sections 4.3 and 5.2), pinned in [TokenStatusList]:
/// a COSE_Sign1 under its own tag, never inside the tag of CWTs. Reads the tokens of any issuer; claims it does
/// not know are ignored, those it knows must be right. Thread-safe.
public record TokenStatusListCwt() implements ListFormat {
    private static final String WHAT = "the status list token";

    @Override
    public int code() {
        return 2;
    }

    @Override
    public String wireName() {
        return "token-status-list-cwt";
    }

    @Override
    public String mediaType() {
        return TokenStatusList.CWT_MEDIA_TYPE;
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public Set<Purpose> purposes() {
        return Set.of(Purpose.STATUS);
    }

    @Override
    public Optional<String> misfit(Purpose purpose, int bits, int capacity) {
        return Optional.empty();
    }

    @Override
    public boolean takes(Algorithm algorithm) {
        return true;
    }

    @Override
    public byte[] draft(Statement statement, int deflateLevel) {
        return payload(statement.claims(), deflateLevel);
    }

    @Override
    public Statement parseDraft(byte[] draft) throws Malformed {
        return new Statement(Purpose.STATUS, parsePayload(draft));
    }

    @Override
    public Bytes secure(byte[] draft, Signer signer) {
        return Bytes.of(sign(draft, signer));
    }

    @Override
    public VerifiedToken verify(Bytes token, PublicKey key) throws Malformed, BadSignature {
        return verify(token.toArray(), key);
    }

    @Override
    public boolean recognises(Bytes token) {
        try {
            return CoseSign1.parse(token.toArray(), TokenStatusList.MAX_CWT_BYTES)
                    .type()
                    .equals(Optional.of(TokenStatusList.CWT_MEDIA_TYPE));
        } catch (Malformed e) {
            return false;
        }
    }

    @Override
    public Optional<String> keyIdHint(Bytes token) {
        return keyIdHint(token.toArray());
    }

    @Override
    public Optional<CertificateChain> chain(Bytes token) throws Malformed {
        return CoseSign1.parse(token.toArray(), TokenStatusList.MAX_CWT_BYTES).chain();
    }

    /// The claims as CBOR, to be signed by whoever holds the key.
    ///
    /// @param deflateLevel 0…9, see [BoundedInflate#DEFAULT_LEVEL]
    public static byte[] payload(StatusListToken token, int deflateLevel) {
        byte[] lst = Lst.write(token.statuses(), deflateLevel);
        int claims = 3 + count(token.expiresAt()) + count(token.ttl()) + count(token.provenance());
        return StrictCbor.write(out -> {
            out.writeStartObject(null, claims);
            out.writeFieldId(TokenStatusList.CWT_SUB);
            out.writeString(token.sub());
            number(out, TokenStatusList.CWT_IAT, token.issuedAt().getEpochSecond());
            if (token.expiresAt().isPresent()) {
                number(out, TokenStatusList.CWT_EXP, token.expiresAt().get().getEpochSecond());
            }
            if (token.ttl().isPresent()) {
                number(out, TokenStatusList.CWT_TTL, token.ttl().get().toSeconds());
            }
            out.writeFieldId(TokenStatusList.CWT_STATUS_LIST);
            out.writeStartObject(null, 2 + count(token.aggregationUri()));
            number(out, TokenStatusList.BITS, token.statuses().bits());
            out.writeFieldName(TokenStatusList.LST);
            out.writeBinary(lst);
            if (token.aggregationUri().isPresent()) {
                out.writeFieldName(TokenStatusList.AGGREGATION_URI);
                out.writeString(token.aggregationUri().get());
            }
            out.writeEndObject();
            if (token.provenance().isPresent()) {
                writeProvenance(out, token.provenance().get());
            }
            out.writeEndObject();
        });
    }

    private static void writeProvenance(CBORGenerator out, Provenance provenance) throws IOException {
        out.writeFieldName(Provenance.CLAIM);
        out.writeStartObject(null, 4);
        number(out, "epoch", provenance.epoch());
        number(out, "partition", provenance.partition());
        number(out, "n", provenance.n());
        number(out, "version", provenance.version());
        out.writeEndObject();
    }

    private static void number(CBORGenerator out, long key, long value) throws IOException {
        out.writeFieldId(key);
        out.writeNumber(value);
    }

    private static void number(CBORGenerator out, String key, long value) throws IOException {
        out.writeFieldName(key);
        out.writeNumber(value);
    }

    private static int count(Optional<?> claim) {
        return claim.isPresent() ? 1 : 0;
    }

    /// A tagged COSE_Sign1 over a payload, with `alg`, `kid` and `typ` in its protected header, and the
    /// signer's chain in `x5chain` if it has one.
    public static byte[] sign(byte[] payload, Signer signer) {
        return CoseSign1.sign(TokenStatusList.CWT_MEDIA_TYPE, signer, payload);
    }

    /// Reads claims. Who signed them is not looked at here.
    public static StatusListToken parsePayload(byte[] payload) throws Malformed {
        try {
            return StrictCbor.read(payload, WHAT, in -> new Claims().read(in));
        } catch (IllegalArgumentException e) {
            throw new Malformed(WHAT + ": " + e.getMessage(), e);
        }
    }

    /// Verifies a COSE_Sign1 under a key that the caller chose. The headers have no say: `alg` must be the
    /// key's, keys they bring along are not looked at, and `crit` is refused.
    ///
    /// @throws Malformed if the bytes are not a Status List Token that this key could have signed
    /// @throws BadSignature if the key did not sign it
    public static VerifiedToken verify(byte[] cwt, PublicKey key) throws Malformed, BadSignature {
        CoseSign1 parts = CoseSign1.parse(cwt, TokenStatusList.MAX_CWT_BYTES);
        if (!parts.type().equals(Optional.of(TokenStatusList.CWT_MEDIA_TYPE))) {
            throw new Malformed("typ is not " + TokenStatusList.CWT_MEDIA_TYPE);
        }
        if (!parts.names(key.algorithm())) {
            throw new Malformed("alg is not the algorithm of the key");
        }
        key.verify(parts.signed(), parts.signature().toArray());
        StatusListToken token = parsePayload(parts.payload().toArray());
        return new VerifiedToken(new Statement(Purpose.STATUS, token), key.keyId());
    }

    /// `kid` as the headers state it: good for choosing among trusted keys, and for nothing else. Empty if
    /// there is none, or if the bytes are no COSE_Sign1.
    public static Optional<String> keyIdHint(byte[] cwt) {
        try {
            return CoseSign1.parse(cwt, TokenStatusList.MAX_CWT_BYTES)
                    .keyId()
                    .map(kid -> new String(kid.toArray(), StandardCharsets.ISO_8859_1));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    /// The claims while they are read, in whatever order they come.
    private static final class Claims {
        private Optional<String> sub = Optional.empty();
        private Optional<Instant> issuedAt = Optional.empty();
        private Optional<Instant> expiresAt = Optional.empty();
        private Optional<Duration> ttl = Optional.empty();
        private Optional<StatusList> list = Optional.empty();
        private Optional<Provenance> provenance = Optional.empty();

        StatusListToken read(StrictCbor in) throws Malformed, IOException {
            in.map(WHAT, label -> {
                switch (label) {
                    case Label.Numbered(long key)
                    when key == TokenStatusList.CWT_SUB -> sub = Optional.of(in.text(TokenStatusList.SUB));
                    case Label.Numbered(long key)
                    when key == TokenStatusList.CWT_IAT ->
                        issuedAt = Optional.of(Instant.ofEpochSecond(seconds(in, TokenStatusList.IAT)));
                    case Label.Numbered(long key)
                    when key == TokenStatusList.CWT_EXP ->
                        expiresAt = Optional.of(Instant.ofEpochSecond(seconds(in, TokenStatusList.EXP)));
                    case Label.Numbered(long key)
                    when key == TokenStatusList.CWT_TTL ->
                        ttl = Optional.of(Duration.ofSeconds(seconds(in, TokenStatusList.TTL)));
                    case Label.Numbered(long key)
                    when key == TokenStatusList.CWT_STATUS_LIST -> list = Optional.of(StatusList.read(in));
                    case Label.Named(String key)
                    when key.equals(Provenance.CLAIM) -> provenance = Optional.of(readProvenance(in));
                    default -> in.skip();
                }
            });
            StatusList statuses = present(list, TokenStatusList.STATUS_LIST);
            return new StatusListToken(
                    present(sub, TokenStatusList.SUB),
                    present(issuedAt, TokenStatusList.IAT),
                    expiresAt,
                    ttl,
                    statuses.statuses(),
                    statuses.aggregationUri(),
                    provenance);
        }

        private static long seconds(StrictCbor in, String name) throws Malformed, IOException {
            return StatusListToken.requireSeconds(in.integer(name), name);
        }
    }

    /// The claim `status_list` (section 4.3).
    private record StatusList(PackedStatuses statuses, Optional<String> aggregationUri) {
        static StatusList read(StrictCbor in) throws Malformed, IOException {
            var members = new Object() {
                Optional<Integer> bits = Optional.empty();
                Optional<byte[]> lst = Optional.empty();
                Optional<String> aggregationUri = Optional.empty();
            };
            in.map(TokenStatusList.STATUS_LIST, label -> {
                switch (label) {
                    case Label.Named(String key)
                    when key.equals(TokenStatusList.BITS) ->
                        members.bits = Optional.of(in.integer(TokenStatusList.BITS, 1, 8));
                    case Label.Named(String key)
                    when key.equals(TokenStatusList.LST) -> members.lst = Optional.of(in.bytes(TokenStatusList.LST));
                    case Label.Named(String key)
                    when key.equals(TokenStatusList.AGGREGATION_URI) ->
                        members.aggregationUri = Optional.of(in.text(TokenStatusList.AGGREGATION_URI));
                    default -> in.skip();
                }
            });
            int bits = present(members.bits, TokenStatusList.BITS);
            return new StatusList(Lst.read(bits, present(members.lst, TokenStatusList.LST)), members.aggregationUri);
        }
    }

    private static Provenance readProvenance(StrictCbor in) throws Malformed, IOException {
        long[] members = {0, -1, -1, 0};
        in.map(Provenance.CLAIM, label -> {
            switch (label) {
                case Label.Named(String key)
                when key.equals("epoch") -> members[0] = in.integer(key, 1, Integer.MAX_VALUE);
                case Label.Named(String key) when key.equals("partition") -> members[1] = in.integer(key, 0, 1023);
                case Label.Named(String key) when key.equals("n") -> members[2] = in.integer(key);
                case Label.Named(String key) when key.equals("version") -> members[3] = in.integer(key);
                default -> in.skip();
            }
        });
        return new Provenance((int) members[0], (int) members[1], members[2], members[3]);
    }

    private static <T> T present(Optional<T> claim, String name) throws Malformed {
        return claim.orElseThrow(() -> new Malformed(name + " is missing"));
    }
}
