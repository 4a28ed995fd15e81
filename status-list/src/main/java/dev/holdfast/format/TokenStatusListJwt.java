package dev.holdfast.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Purpose;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// The Status List Token as a JWT (IETF Token Status List, sections 4.2 and 5.1), pinned in [TokenStatusList].
/// Reads the tokens of any issuer; claims it does not know are ignored, those it knows must be right.
/// Thread-safe.
public record TokenStatusListJwt() implements ListFormat {
    private static final String WHAT = "the status list token";

    @Override
    public int code() {
        return 1;
    }

    @Override
    public String wireName() {
        return "token-status-list";
    }

    @Override
    public String mediaType() {
        return TokenStatusList.JWT_MEDIA_TYPE;
    }

    @Override
    public boolean isText() {
        return true;
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
        return Bytes.ofAscii(sign(draft, signer));
    }

    @Override
    public VerifiedToken verify(Bytes token, PublicKey key) throws Malformed, BadSignature {
        return verify(CompactJws.split(token, TokenStatusList.MAX_TOKEN_BYTES), key);
    }

    @Override
    public boolean recognises(Bytes token) {
        try {
            JsonNode type = CompactJws.split(token, TokenStatusList.MAX_TOKEN_BYTES)
                    .header()
                    .path("typ");
            return TokenStatusList.JWT_TYPE.equals(type.textValue());
        } catch (Malformed e) {
            return false;
        }
    }

    @Override
    public Optional<String> keyIdHint(Bytes token) {
        return keyIdHint(token.toAscii());
    }

    @Override
    public Optional<CertificateChain> chain(Bytes token) throws Malformed {
        return CompactJws.split(token, TokenStatusList.MAX_TOKEN_BYTES).chain();
    }

    /// The claims as JSON, to be signed by whoever holds the key.
    ///
    /// @param deflateLevel 0…9, see [BoundedInflate#DEFAULT_LEVEL]
    public static byte[] payload(StatusListToken token, int deflateLevel) {
        ObjectNode json = StrictJson.object()
                .put(TokenStatusList.SUB, token.sub())
                .put(TokenStatusList.IAT, token.issuedAt().getEpochSecond());
        token.expiresAt().ifPresent(instant -> json.put(TokenStatusList.EXP, instant.getEpochSecond()));
        token.ttl().ifPresent(duration -> json.put(TokenStatusList.TTL, duration.toSeconds()));
        ObjectNode list = json.putObject(TokenStatusList.STATUS_LIST)
                .put(TokenStatusList.BITS, token.statuses().bits())
                .put(TokenStatusList.LST, StrictJson.base64Url(Lst.write(token.statuses(), deflateLevel)));
        token.aggregationUri().ifPresent(uri -> list.put(TokenStatusList.AGGREGATION_URI, uri));
        token.provenance()
                .ifPresent(provenance -> json.putObject(Provenance.CLAIM)
                        .put("epoch", provenance.epoch())
                        .put("partition", provenance.partition())
                        .put("n", provenance.n())
                        .put("version", provenance.version()));
        return StrictJson.write(json);
    }

    /// A compact JWS over a payload, with `alg`, `kid` and `typ` in its header, and the signer's chain in `x5c`
    /// if it has one.
    public static String sign(byte[] payload, Signer signer) {
        return JwsHeader.compactCertified(TokenStatusList.JWT_TYPE, signer, payload);
    }

    /// Reads claims. Who signed them is not looked at here.
    public static StatusListToken parsePayload(byte[] payload) throws Malformed {
        return claims(StrictJson.parseObject(payload, WHAT));
    }

    private static StatusListToken claims(ObjectNode json) throws Malformed {
        JsonNode list = StrictJson.child(json, TokenStatusList.STATUS_LIST);
        try {
            return new StatusListToken(
                    StrictJson.text(json, TokenStatusList.SUB),
                    Instant.ofEpochSecond(seconds(json, TokenStatusList.IAT)),
                    json.has(TokenStatusList.EXP)
                            ? Optional.of(Instant.ofEpochSecond(seconds(json, TokenStatusList.EXP)))
                            : Optional.empty(),
                    json.has(TokenStatusList.TTL)
                            ? Optional.of(Duration.ofSeconds(seconds(json, TokenStatusList.TTL)))
                            : Optional.empty(),
                    Lst.read(
                            StrictJson.integer(list, TokenStatusList.BITS, 1, 8),
                            StrictJson.base64Url(StrictJson.text(list, TokenStatusList.LST), TokenStatusList.LST)),
                    list.has(TokenStatusList.AGGREGATION_URI)
                            ? Optional.of(StrictJson.text(list, TokenStatusList.AGGREGATION_URI))
                            : Optional.empty(),
                    json.has(Provenance.CLAIM)
                            ? Optional.of(readProvenance(StrictJson.child(json, Provenance.CLAIM)))
                            : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new Malformed(WHAT + ": " + e.getMessage(), e);
        }
    }

    /// Verifies a compact JWS under a key that the caller chose. The header has no say: its `alg` must be the
    /// key's, keys it brings along are not looked at, and `crit` is refused.
    ///
    /// @throws Malformed if the text is not a Status List Token that this key could have signed
    /// @throws BadSignature if the key did not sign it
    public static VerifiedToken verify(String jws, PublicKey key) throws Malformed, BadSignature {
        return verify(CompactJws.split(jws, TokenStatusList.MAX_TOKEN_BYTES), key);
    }

    private static VerifiedToken verify(CompactJws parts, PublicKey key) throws Malformed, BadSignature {
        JsonNode header = parts.header();
        if (header.has("crit") || header.has("b64")) {
            throw new Malformed("the JWS header has an extension that is not understood");
        }
        if (!StrictJson.text(header, "typ").equals(TokenStatusList.JWT_TYPE)) {
            throw new Malformed("typ is not " + TokenStatusList.JWT_TYPE);
        }
        if (!key.algorithm().answersTo(StrictJson.text(header, "alg"))) {
            throw new Malformed("alg is not the algorithm of the key");
        }
        if (header.has("kid")) {
            StrictJson.text(header, "kid");
        }
        parts.verify(key);
        return new VerifiedToken(new Statement(Purpose.STATUS, claims(parts.payload(WHAT))), key.keyId());
    }

    /// `kid` as the header states it: good for choosing among trusted keys, and for nothing else. Empty if
    /// there is none, or if the text is no JWS.
    public static Optional<String> keyIdHint(String jws) {
        try {
            JsonNode header =
                    CompactJws.split(jws, TokenStatusList.MAX_TOKEN_BYTES).header();
            return header.has("kid") ? Optional.of(StrictJson.text(header, "kid")) : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private static Provenance readProvenance(JsonNode json) throws Malformed {
        return new Provenance(
                StrictJson.integer(json, "epoch", 1, Integer.MAX_VALUE),
                StrictJson.integer(json, "partition", 0, 1023),
                StrictJson.integer(json, "n"),
                StrictJson.integer(json, "version"));
    }

    private static long seconds(JsonNode json, String member) throws Malformed {
        return StatusListToken.requireSeconds(StrictJson.integer(json, member), member);
    }
}
