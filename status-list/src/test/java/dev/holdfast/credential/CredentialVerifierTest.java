package dev.holdfast.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.Conformance;
import dev.holdfast.bitstring.BitstringEntry;
import dev.holdfast.credential.StatusPointer.InBitstring;
import dev.holdfast.credential.StatusPointer.InTokenList;
import dev.holdfast.format.StatusReference;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialVerifierTest {
    private static final String LIST = "https://status.example/lists/acme.one";

    @ParameterizedTest
    @EnumSource
    @Conformance({"BSL-1", "TSL-15", "TSL-26", "JOSE-1", "JOSE-9", "DI-1"})
    void every_kind_of_credential_says_who_issued_it_and_where_its_status_stands(CredentialKind kind)
            throws Malformed, CredentialRefused {
        VerifiedCredential credential = Credentials.verify(good(kind), kind);
        assertThat(credential.kind()).isEqualTo(kind);
        assertThat(credential.issuer()).isEqualTo(Credentials.ISSUER);
        assertThat(credential.keyId()).isEqualTo(Credentials.SIGNER.keyId());
        assertThat(credential.validFrom()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(credential.validUntil()).contains(Instant.parse("2027-01-01T00:00:00Z"));
        StatusPointer expected = kind == CredentialKind.SD_JWT_VC
                ? new InTokenList(new StatusReference(94567, LIST))
                : new InBitstring(
                        new BitstringEntry("revocation", BigInteger.valueOf(94567), LIST, 1, new TreeMap<>()));
        assertThat(credential.statuses()).containsExactly(expected);
        assertThat(credential.statuses().getFirst().list()).isEqualTo(LIST);
        assertThat(CredentialKind.ofMediaType(kind.mediaType())).contains(kind);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"TSL-20", "TSL-26", "BSL-39"})
    void a_credential_outside_of_its_time_is_refused_before_any_list_is_asked(CredentialKind kind) throws Malformed {
        byte[] bytes = good(kind).getBytes(StandardCharsets.UTF_8);
        assertRefused(
                () -> Credentials.VERIFIER.verify(bytes, kind, Instant.parse("2027-01-01T00:00:00Z")),
                Reason.EXPIRED,
                "the credential was valid until 2027-01-01T00:00:00Z");
        assertRefused(
                () -> Credentials.VERIFIER.verify(bytes, kind, Instant.parse("2025-12-31T23:58:59.999Z")),
                Reason.NOT_YET_VALID,
                "the credential is not valid before 2026-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @EnumSource
    void a_credential_may_be_a_minute_ahead_and_holds_until_its_last_moment(CredentialKind kind)
            throws Malformed, CredentialRefused {
        byte[] bytes = good(kind).getBytes(StandardCharsets.UTF_8);
        for (String now : List.of("2025-12-31T23:59:00Z", "2026-12-31T23:59:59.999Z")) {
            assertThat(Credentials.VERIFIER.verify(bytes, kind, Instant.parse(now)))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_credential_of_one_kind_is_none_of_another(CredentialKind kind) throws Malformed, CredentialRefused {
        String credential = good(kind);
        for (CredentialKind other : CredentialKind.values()) {
            if (other != kind) {
                assertThatThrownBy(() -> Credentials.verify(credential, other)).isInstanceOf(CredentialRefused.class);
            }
        }
        assertThat(Credentials.verify(credential, kind)).isNotNull();
    }

    @Test
    @Conformance("BSL-1")
    void a_credential_may_have_several_statuses_or_none() throws CredentialRefused {
        String status = Credentials.vc().replaceAll(".*\"credentialStatus\":(\\{[^}]*}).*", "$1");
        String other = status.replace("revocation", "suspension").replace("acme.one", "acme.two");
        String several = Credentials.vc().replace(status, "[" + status + "," + other + "]");
        VerifiedCredential credential =
                Credentials.verify(Credentials.jws(Credentials.vcHeader(), several), CredentialKind.VC_JWT);
        assertThat(credential.statuses())
                .extracting(StatusPointer::list)
                .containsExactly(LIST, "https://status.example/lists/acme.two");
        String none = Credentials.vc().replace("\"credentialStatus\":" + status + ",", "");
        assertThat(Credentials.verify(Credentials.jws(Credentials.vcHeader(), none), CredentialKind.VC_JWT)
                        .statuses())
                .isEmpty();
        String sdNone = Credentials.sdPayload().replaceAll("\"status\":\\{\"status_list\":\\{[^}]*}},", "");
        assertThat(Credentials.verify(Credentials.sdJwt(sdNone), CredentialKind.SD_JWT_VC)
                        .statuses())
                .isEmpty();
    }

    @Test
    @Conformance("TSL-15")
    void another_mechanism_may_stand_beside_a_status_list_and_not_in_its_place() throws CredentialRefused {
        String beside = Credentials.sdPayload().replace("\"status\":{", "\"status\":{\"other\":{},");
        assertThat(Credentials.verify(Credentials.sdJwt(beside), CredentialKind.SD_JWT_VC)
                        .statuses())
                .hasSize(1);
        String instead = Credentials.sdPayload().replace("status_list", "other");
        assertRefused(
                () -> Credentials.verify(Credentials.sdJwt(instead), CredentialKind.SD_JWT_VC),
                Reason.UNKNOWN_STATUS,
                "status names no mechanism that is known");
    }

    @Test
    @Conformance("BSL-27")
    void an_issuer_without_a_did_is_known_by_the_callers_trust() throws CredentialRefused {
        EcdsaSigner signer = EcdsaSigner.generate(Curve.P256, new SecureRandom());
        IssuerKeys trust = (issuer, name) ->
                issuer.equals("https://issuer.example") && name.equals("https://issuer.example/keys#1")
                        ? java.util.Optional.of(signer.publicKey())
                        : java.util.Optional.empty();
        CredentialVerifier verifier =
                new CredentialVerifier(Credentials.SUITES, IssuerKeys.dids().or(trust));
        String vc = Credentials.vc().replace(Credentials.ISSUER, "https://issuer.example");
        String header = Credentials.vcHeader().replace("EdDSA", "ES256");
        byte[] good = Credentials.jws(header.replace(Credentials.KEY, "https://issuer.example/keys#1"), vc, signer)
                .getBytes(StandardCharsets.UTF_8);
        assertThat(verifier.verify(good, CredentialKind.VC_JWT, Credentials.NOON)
                        .issuer())
                .isEqualTo("https://issuer.example");
        byte[] unknown = Credentials.jws(header.replace(Credentials.KEY, "https://issuer.example/keys#2"), vc, signer)
                .getBytes(StandardCharsets.UTF_8);
        assertRefused(
                () -> verifier.verify(unknown, CredentialKind.VC_JWT, Credentials.NOON),
                Reason.UNKNOWN_KEY,
                "kid is not a known key of the issuer");
        // A did:key signs for itself alone.
        byte[] foreign = Credentials.jws(Credentials.vcHeader(), vc).getBytes(StandardCharsets.UTF_8);
        assertRefused(
                () -> verifier.verify(foreign, CredentialKind.VC_JWT, Credentials.NOON),
                Reason.UNKNOWN_KEY,
                "kid is not a known key of the issuer");
    }

    @Test
    @Conformance({"DI-1", "DI-7", "BSL-3"})
    void credentials_of_another_implementation_point_at_their_list() throws IOException, Malformed, CredentialRefused {
        JsonNode signed = StrictJson.child(Vectors.read("peer-generated.json"), "signed");
        int count = 0;
        for (String suite : List.of("eddsa-rdfc-2022", "eddsa-jcs-2022")) {
            for (String name : List.of("revoked", "valid")) {
                String json = StrictJson.child(signed, suite).get(name).toString();
                VerifiedCredential credential = Credentials.verify(json, CredentialKind.VC_DATA_INTEGRITY);
                assertThat(credential.statuses())
                        .extracting(StatusPointer::list)
                        .containsExactly("https://example.com/credentials/status/3");
                count++;
            }
        }
        assertThat(count).isEqualTo(4);
    }

    @Test
    void what_is_disclosed_counts_and_what_is_not_leaves_no_trace() throws Malformed, CredentialRefused {
        String element = Credentials.disclosure("[\"salt\",{\"_sd\":[]}]");
        String inner = Credentials.disclosure("[\"salt\",\"street\",\"Main\"]");
        String outer = Credentials.disclosure("[\"salt\",\"address\",{\"_sd\":[\"" + Credentials.digest(inner)
                + "\"],\"list\":[{\"...\":\"" + Credentials.digest(element) + "\"},7]}]");
        String payload =
                Credentials.sdPayload().replace("\"_sd\":[", "\"_sd\":[\"" + Credentials.digest(outer) + "\",");
        for (String text : List.of(
                Credentials.sdJwt(payload),
                Credentials.sdJwt(payload, outer),
                Credentials.sdJwt(payload, element, inner, outer, Credentials.NAME))) {
            assertThat(Credentials.verify(text, CredentialKind.SD_JWT_VC).statuses())
                    .hasSize(1);
        }
        assertThat(dev.holdfast.sdjwt.SdJwt.split(
                                Credentials.sdJwt(payload, element, inner, outer, Credentials.NAME), 1 << 20)
                        .claims()
                        .get("address")
                        .toString())
                .isEqualTo("{\"list\":[{},7],\"street\":\"Main\"}");
    }

    @Test
    void who_presents_a_credential_is_not_looked_at_and_nothing_else_may_stand_there() throws CredentialRefused {
        String issued = Credentials.sdJwt(Credentials.sdPayload(), Credentials.NAME);
        String binding = Credentials.jws("{\"alg\":\"EdDSA\",\"typ\":\"kb+jwt\"}", "{}");
        assertThat(Credentials.verify(issued + binding, CredentialKind.SD_JWT_VC))
                .isNotNull();
        assertRefused(
                () -> Credentials.verify(issued + binding.replace('.', '-'), CredentialKind.SD_JWT_VC),
                Reason.MALFORMED,
                "a compact JWS has three parts");
        assertRefused(
                () -> Credentials.verify(
                        issued + Credentials.jws("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}", "{}"),
                        CredentialKind.SD_JWT_VC),
                Reason.MALFORMED,
                "what follows the disclosures is no key binding JWT");
    }

    private static String good(CredentialKind kind) throws Malformed {
        return switch (kind) {
            case SD_JWT_VC -> Credentials.sdJwt(Credentials.sdPayload(), Credentials.NAME);
            case VC_JWT -> Credentials.jws(Credentials.vcHeader(), Credentials.vc());
            case VC_SD_JWT ->
                Credentials.jws(Credentials.vcHeader().replace("vc+jwt", "vc+sd-jwt"), Credentials.vc()) + "~";
            case VC_DATA_INTEGRITY -> Credentials.proven(Credentials.vc(), Cryptosuite.EDDSA_JCS_2022);
        };
    }

    private static void assertRefused(ThrowingCallable call, Reason reason, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CredentialRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason))
                .hasMessage(message);
    }
}
