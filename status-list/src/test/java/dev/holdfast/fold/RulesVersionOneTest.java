package dev.holdfast.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Command;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.NotAuthentic;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.format.ListFormat;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.SignedTrustDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rules version 1 decides as it always did, whatever the library has learned to verify since: a fold that knows more
/// algorithms or formats and one that knows fewer must come to the same states.
class RulesVersionOneTest {
    private static final ListId LIST = new ListId("acme.pid");
    private static final String COMMAND = "holdfast-command+jwt";
    private static final EcdsaSigner P384 = EcdsaSigner.ofScalar(Curve.P384, scalar());

    private final World world = new World();
    private final PartitionState state = world.partition(World.partitionOf(LIST));

    @Test
    void its_algorithms_are_eddsa_and_es256() throws Malformed {
        assertThat(Algorithm.named("EdDSA")).isEqualTo(Algorithm.EDDSA);
        assertThat(Algorithm.named("ES256")).isEqualTo(Algorithm.ES256);
        assertThat(Algorithm.coded(1)).isEqualTo(Algorithm.EDDSA);
        assertThat(Algorithm.coded(2)).isEqualTo(Algorithm.ES256);
        for (Algorithm algorithm : Algorithm.values()) {
            boolean ofRules = algorithm == Algorithm.EDDSA || algorithm == Algorithm.ES256;
            assertThat(algorithm.isOfRules()).as("%s", algorithm).isEqualTo(ofRules);
            if (!ofRules) {
                assertThatThrownBy(() -> Algorithm.named(algorithm.joseName()))
                        .isInstanceOf(Malformed.class)
                        .hasMessage("alg is none of EdDSA, ES256");
            }
        }
        for (int code = 0; code < 256; code++) {
            int none = code;
            if (code != 1 && code != 2) {
                assertThatThrownBy(() -> Algorithm.coded(none)).isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void its_formats_are_those_it_began_with() {
        assertThat(ListFormat.all())
                .extracting(format -> format.code() + " " + format.wireName())
                .containsExactly(
                        "1 token-status-list",
                        "2 token-status-list-cwt",
                        "3 bitstring-vc-jwt",
                        "4 bitstring-eddsa-jcs-2022",
                        "5 bitstring-eddsa-rdfc-2022",
                        "6 bitstring-ecdsa-jcs-2019");
    }

    @Test
    void a_command_under_another_algorithm_is_no_more_than_one_under_an_unknown_one() throws Malformed {
        assertThat(world.fold(state, world.open(LIST, 2, 100))).isInstanceOf(Accepted.class);
        byte[] payload = payload(world.change(LIST, 3, Status.INVALID));
        String es384 = JwsHeader.compact(COMMAND, P384, payload);
        Outcome outcome = world.fold(state, command(es384, P384));
        assertThat(outcome)
                .isEqualTo(new NotAuthentic(Inauthentic.MALFORMED, "alg is none of EdDSA, ES256"))
                .isEqualTo(world.fold(state, command(renamed(es384, "RS512"), P384)));
        // The valid twin.
        assertThat(world.fold(state, command(JwsHeader.compact(COMMAND, world.acmeKey, payload), world.acmeKey)))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void a_command_that_names_a_younger_format_is_not_authentic() {
        String opening = new String(payload(world.open(LIST, 2, 100)), StandardCharsets.UTF_8);
        assertThat(opening).contains("\"token-status-list\"");
        for (ListFormat format : ListFormat.readable()) {
            if (!ListFormat.all().contains(format)) {
                String younger = opening.replace("\"token-status-list\"", '"' + format.wireName() + "/revocation\"");
                assertThat(fold(younger))
                        .isEqualTo(fold(opening.replace("\"token-status-list\"", "\"no-such-format/revocation\"")))
                        .isInstanceOfSatisfying(
                                NotAuthentic.class,
                                not -> assertThat(not.cause()).isEqualTo(Inauthentic.MALFORMED));
            }
        }
        // Nor is one that names a younger purpose of a format that it knows.
        assertThat(fold(opening.replace("\"token-status-list\"", "\"bitstring-vc-jwt/message\"")))
                .isEqualTo(fold(opening.replace("\"token-status-list\"", "\"bitstring-vc-jwt/no-such-purpose\"")))
                .isInstanceOf(NotAuthentic.class);
        assertThat(fold(opening)).isInstanceOf(Accepted.class);
    }

    @Test
    void a_trust_document_lists_and_is_signed_by_keys_of_the_rules_only() throws Exception {
        PartitionState bare = PartitionState.genesis(world.root, 7);
        ObjectNode signed = StrictJson.parseObject(world.trust.bytes().toArray(), "the signed trust document");
        String good =
                new String(StrictJson.base64Url(StrictJson.text(signed, "payload"), "payload"), StandardCharsets.UTF_8);
        for (Signer listed : List.of(world.tokenKey, world.checkpointKey, world.acmeKey, world.acmeCaller)) {
            String held = jwk(listed.publicKey());
            assertThat(good).contains(held);
            assertThat(Fold.decide(bare, trust(good.replace(held, jwk(P384.publicKey())), world.rootKey)))
                    .isInstanceOfSatisfying(
                            NotAuthentic.class, not -> assertThat(not.cause()).isEqualTo(Inauthentic.MALFORMED));
        }
        // Signed by one, it is not even taken for a trust document.
        assertThatThrownBy(() -> trust(good, P384))
                .isInstanceOf(Malformed.class)
                .hasMessage("alg is none of EdDSA, ES256");
        assertThat(Fold.decide(bare, trust(good, world.rootKey))).isInstanceOf(TrustTaken.class);
    }

    @Test
    void nothing_that_it_would_refuse_is_signed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.sign(world.open(LIST, 2, 100), P384))
                .withMessage("ES384 signs tokens and credentials only; name an Ed25519 or P-256 key");
        assertThatIllegalArgumentException().isThrownBy(() -> SignedHeader.sign(new byte[] {1}, P384));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedTrustDocument.sign(world.document(16), List.of(P384)));
    }

    private Outcome fold(String payload) {
        try {
            byte[] utf8 = payload.getBytes(StandardCharsets.UTF_8);
            return world.fold(state, command(JwsHeader.compact(COMMAND, world.acmeKey, utf8), world.acmeKey));
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    private byte[] payload(Command command) {
        String input = CommandCodec.sign(command, world.acmeKey).signedBytes().toAscii();
        try {
            return StrictJson.base64Url(input.substring(input.indexOf('.') + 1), "the payload");
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    private static SignedCommand command(String jws, Signer signer) throws Malformed {
        int dot = jws.lastIndexOf('.');
        return new SignedCommand(
                Bytes.ofAscii(jws.substring(0, dot)),
                signer.keyId(),
                Bytes.of(StrictJson.base64Url(jws.substring(dot + 1), "the signature")));
    }

    private static String renamed(String jws, String alg) throws Malformed {
        String header = new String(
                StrictJson.base64Url(jws.substring(0, jws.indexOf('.')), "the header"), StandardCharsets.UTF_8);
        byte[] other = header.replace("ES384", alg).getBytes(StandardCharsets.UTF_8);
        return StrictJson.base64Url(other) + jws.substring(jws.indexOf('.'));
    }

    private static TrustAdopted trust(String payload, Signer signer) throws Malformed {
        String[] parts = JwsHeader.compact(SignedTrustDocument.TYPE, signer, payload.getBytes(StandardCharsets.UTF_8))
                .split("\\.", -1);
        return SignedTrustDocument.event(
                Bytes.ofAscii("{\"payload\":\"%s\",\"signatures\":[{\"protected\":\"%s\",\"signature\":\"%s\"}]}"
                        .formatted(parts[1], parts[0], parts[2])));
    }

    private static String jwk(PublicKey key) {
        return key.toJwk().put("kid", key.keyId().value()).toString();
    }

    private static byte[] scalar() {
        byte[] scalar = new byte[Curve.P384.fieldBytes()];
        scalar[0] = 5;
        return scalar;
    }
}
