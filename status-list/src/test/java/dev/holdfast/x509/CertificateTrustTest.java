package dev.holdfast.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.x509.Authority.Profile;
import dev.holdfast.x509.UntrustedChain.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTrustTest {
    /// Stands for id-kp-oauthStatusSigning, whose number nobody has assigned.
    private static final String STATUS_SIGNING = "1.3.6.1.5.5.7.3.9999";
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final Authority root = Authority.root("root");
    private final Authority middle = root.authority(Profile.authority("middle", 0));
    private final KeyPair subject = Authority.p256();
    private final CertificateTrust trust =
            new CertificateTrust(Set.of(root.certificate()), Optional.of(STATUS_SIGNING));

    @Test
    @Conformance({"TSL-38", "TSL-39"})
    void a_chain_to_a_trusted_authority_with_the_usage_gives_the_leafs_key() throws Exception {
        PublicKey key = trust.keyOf(good(), NOW);
        assertThat(key).isEqualTo(PublicKey.fromSpki(subject.getPublic().getEncoded()));
        trust.requireCertified(key, good(), NOW);
    }

    @Test
    void the_root_may_stand_at_the_end_of_the_chain() throws Exception {
        trust.keyOf(chain(leaf(), middle.certificate(), root.certificate()), NOW);
    }

    @Test
    void an_authority_in_the_middle_can_be_the_anchor() throws Exception {
        CertificateTrust near = new CertificateTrust(Set.of(middle.certificate()), Optional.of(STATUS_SIGNING));
        near.keyOf(chain(leaf()), NOW);
        near.keyOf(good(), NOW);
    }

    @Test
    @Conformance("TSL-38")
    void the_leaf_must_name_the_usage_itself() throws Exception {
        for (Profile other : List.of(
                Profile.leaf("leaf"),
                Profile.leaf("leaf").naming("1.3.6.1.5.5.7.3.3"),
                Profile.leaf("leaf").naming("2.5.29.37.0"))) {
            refused(Reason.WRONG_USAGE, chain(middle.certify(subject.getPublic(), other), middle.certificate()), NOW);
        }
        new CertificateTrust(Set.of(root.certificate()), Optional.empty())
                .keyOf(chain(middle.certify(subject.getPublic(), Profile.leaf("leaf")), middle.certificate()), NOW);
    }

    @Test
    void a_leaf_that_may_not_sign_is_refused() throws Exception {
        Profile profile = Profile.leaf("leaf").naming(STATUS_SIGNING);
        refused(
                Reason.WRONG_USAGE,
                chain(middle.certify(subject.getPublic(), profile.using(KeyUsage.keyAgreement)), middle.certificate()),
                NOW);
        trust.keyOf(chain(middle.certify(subject.getPublic(), profile.using(0)), middle.certificate()), NOW);
    }

    @Test
    void certificates_count_at_the_time_that_was_asked_about() throws Exception {
        trust.keyOf(good(), Authority.FROM);
        refused(Reason.NOT_AT_THIS_TIME, good(), Authority.FROM.minusSeconds(1));
        trust.keyOf(good(), Authority.UNTIL);
        refused(Reason.NOT_AT_THIS_TIME, good(), Authority.UNTIL.plusSeconds(1));
        Authority shortLived = root.authority(
                Profile.authority("middle", 0).between(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1))));
        X509Certificate leaf =
                shortLived.certify(subject.getPublic(), Profile.leaf("leaf").naming(STATUS_SIGNING));
        refused(Reason.NOT_AT_THIS_TIME, chain(leaf, shortLived.certificate()), NOW);
        trust.keyOf(chain(leaf, shortLived.certificate()), NOW.minus(Duration.ofHours(36)));
    }

    @Test
    void strangers_gaps_and_disorder_have_no_path() {
        Authority stranger = Authority.root("root");
        X509Certificate foreign =
                stranger.certify(subject.getPublic(), Profile.leaf("leaf").naming(STATUS_SIGNING));
        refused(Reason.NO_PATH, chain(foreign, stranger.certificate()), NOW);
        refused(Reason.NO_PATH, chain(foreign), NOW);
        refused(Reason.NO_PATH, chain(leaf()), NOW);
        refused(Reason.NO_PATH, chain(middle.certificate(), leaf()), NOW);
        refused(Reason.NO_PATH, chain(leaf(), root.certificate()), NOW);
        refused(Reason.NO_PATH, chain(leaf(), middle.certificate(), stranger.certificate()), NOW);
        refused(Reason.NO_PATH, chain(root.certificate()), NOW);
    }

    @Test
    void a_leaf_certifies_nobody_and_path_lengths_hold() {
        KeyPair fake = Authority.p256();
        Authority leafAsAuthority = new Authority(
                leaf().getSubjectX500Principal(), new KeyPair(subject.getPublic(), subject.getPrivate()), leaf());
        X509Certificate below =
                leafAsAuthority.certify(fake.getPublic(), Profile.leaf("below").naming(STATUS_SIGNING));
        refused(Reason.NO_PATH, chain(below, leaf(), middle.certificate()), NOW);
        Authority tooDeep = middle.authority(Profile.authority("deep", 0));
        X509Certificate deep =
                tooDeep.certify(fake.getPublic(), Profile.leaf("leaf").naming(STATUS_SIGNING));
        refused(Reason.NO_PATH, chain(deep, tooDeep.certificate(), middle.certificate()), NOW);
    }

    @Test
    @Conformance("TSL-39")
    void the_leaf_must_be_of_the_key_that_signed() {
        PublicKey other = EcdsaSigner.ofScalar(Curve.P256, filled(7)).publicKey();
        assertThatThrownBy(() -> trust.requireCertified(other, good(), NOW))
                .isInstanceOfSatisfying(
                        UntrustedChain.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_KEY));
    }

    @Test
    void a_leaf_of_another_kind_of_key_is_refused_by_name() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        refused(
                Reason.WRONG_KEY,
                chain(
                        middle.certify(
                                rsa.generateKeyPair().getPublic(),
                                Profile.leaf("leaf").naming(STATUS_SIGNING)),
                        middle.certificate()),
                NOW);
    }

    @Test
    void an_ed25519_leaf_is_as_good() throws Exception {
        Ed25519Signer signer = Ed25519Signer.ofSeed(filled(3));
        X509Certificate leaf =
                middle.certify(javaKey(signer), Profile.leaf("leaf").naming(STATUS_SIGNING));
        assertThat(trust.keyOf(chain(leaf, middle.certificate()), NOW)).isEqualTo(signer.publicKey());
    }

    @Test
    @Conformance("TSL-39")
    void x5c_goes_out_with_a_certified_signer_without_the_root_and_comes_back_in() throws Exception {
        Ed25519Signer signer = Ed25519Signer.ofSeed(filled(3));
        X509Certificate leaf =
                middle.certify(javaKey(signer), Profile.leaf("leaf").naming(STATUS_SIGNING));
        CertificateChain whole = chain(leaf, middle.certificate(), root.certificate());
        String jws = JwsHeader.compactCertified("x+jwt", new CertifiedSigner(signer, whole), new byte[] {1});
        String first = jws.substring(0, jws.indexOf('.'));
        ObjectNode header = StrictJson.parseObject(StrictJson.base64Url(first, "header"), "header");
        CertificateChain read = CertificateChain.ofX5c(header.get("x5c"));
        assertThat(read.certificates()).containsExactly(leaf, middle.certificate());
        assertThat(read.toDer())
                .containsExactly(
                        Bytes.of(leaf.getEncoded()),
                        Bytes.of(middle.certificate().getEncoded()));
        assertThat(trust.keyOf(read, NOW)).isEqualTo(signer.publicKey());
        assertThat(header.get("kid").textValue()).isEqualTo(signer.keyId().value());
        assertThat(JwsHeader.compactCertified("x+jwt", signer, new byte[] {1}))
                .isEqualTo(JwsHeader.compact("x+jwt", signer, new byte[] {1}));
        assertThatThrownBy(() -> new CertifiedSigner(Ed25519Signer.ofSeed(filled(4)), whole))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void x5c_is_an_array_of_base64_certificates_and_nothing_else() throws Exception {
        String good = Base64.getEncoder().encodeToString(leaf().getEncoded());
        assertThat(x5c("[\"" + good + "\"]").leaf()).isEqualTo(leaf());
        refusedX5c("\"" + good + "\"");
        refusedX5c("[]");
        refusedX5c("[7]");
        refusedX5c("[\"" + good.replace("M", "-") + "\"]");
        refusedX5c("[\"" + Base64.getEncoder().encodeToString(Arrays.copyOf(leaf().getEncoded(), 100)) + "\"]");
        byte[] der = leaf().getEncoded();
        refusedX5c("[\"" + Base64.getEncoder().encodeToString(Arrays.copyOf(der, der.length + 1)) + "\"]");
        String pem = "-----BEGIN CERTIFICATE-----\n" + good + "\n-----END CERTIFICATE-----\n";
        refusedX5c("[\"" + Base64.getEncoder().encodeToString(pem.getBytes()) + "\"]");
        refusedX5c("[\"" + Base64.getEncoder().encodeToString(new byte[CertificateChain.MAX_CERTIFICATE_BYTES + 1])
                + "\"]");
        refusedX5c("[" + String.join(",", Collections.nCopies(11, '"' + good + '"')) + "]");
    }

    @Test
    void no_flipped_bit_of_what_a_chain_signs_is_believed() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<byte[]> whole = List.of(leaf().getEncoded(), middle.certificate().getEncoded());
        PublicKey key = trust.keyOf(CertificateChain.ofDer(whole), NOW);
        for (int i = 0; i < 2_000; i++) {
            List<byte[]> bytes = new ArrayList<>();
            whole.forEach(der -> bytes.add(der.clone()));
            byte[] victim = bytes.get(random.nextInt(2));
            victim[random.nextInt(victim.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                CertificateChain chain = CertificateChain.ofDer(bytes);
                assertThat(trust.keyOf(chain, NOW)).isEqualTo(key);
                // Nothing signs how a signature is wrapped; whatever it signs must be as it was.
                assertThat(chain.certificates().get(0).getTBSCertificate())
                        .as("seed %d, round %d", seed, i)
                        .isEqualTo(leaf().getTBSCertificate());
                assertThat(chain.certificates().get(1).getTBSCertificate())
                        .as("seed %d, round %d", seed, i)
                        .isEqualTo(middle.certificate().getTBSCertificate());
            } catch (Malformed | UntrustedChain expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "3.1", "1.2.", "1.02", "serverAuth", "1.2.3.99999999999"})
    void a_usage_is_an_oid_and_there_is_an_anchor(String oid) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateTrust(Set.of(root.certificate()), Optional.of(oid)));
        assertThatIllegalArgumentException().isThrownBy(() -> new CertificateTrust(Set.of(), Optional.empty()));
    }

    private X509Certificate leaf() {
        return leaf;
    }

    private final X509Certificate leaf =
            middle.certify(subject.getPublic(), Profile.leaf("leaf").naming(STATUS_SIGNING));

    private CertificateChain good() {
        return chain(leaf(), middle.certificate());
    }

    private void refused(Reason reason, CertificateChain chain, Instant at) {
        assertThatThrownBy(() -> trust.keyOf(chain, at))
                .isInstanceOfSatisfying(
                        UntrustedChain.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static void refusedX5c(String json) {
        assertThatThrownBy(() -> x5c(json)).isInstanceOf(Malformed.class);
    }

    private static CertificateChain x5c(String json) throws Malformed {
        return CertificateChain.ofX5c(StrictJson.parseObject(("{\"x5c\":" + json + "}").getBytes(), "header")
                .get("x5c"));
    }

    private static CertificateChain chain(X509Certificate... certificates) {
        return new CertificateChain(List.of(certificates));
    }

    private static java.security.PublicKey javaKey(Ed25519Signer signer) throws GeneralSecurityException, Malformed {
        byte[] point = StrictJson.base64Url(StrictJson.text(signer.publicKey().toJwk(), "x"), "x");
        byte[] spki = new byte[44];
        System.arraycopy(java.util.HexFormat.of().parseHex("302a300506032b6570032100"), 0, spki, 0, 12);
        System.arraycopy(point, 0, spki, 12, 32);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
