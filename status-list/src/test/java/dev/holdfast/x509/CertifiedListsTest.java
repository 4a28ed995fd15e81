package dev.holdfast.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.cbor.StrictCbor;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.format.BitstringDataIntegrity;
import dev.holdfast.format.BitstringVcJwt;
import dev.holdfast.format.Form;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.format.VerifiedToken;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.json.StrictJson;
import dev.holdfast.keyring.KeyRing;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.keyring.PasswordSource;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.x509.Authority.Profile;
import dev.holdfast.x509.UntrustedChain.Reason;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Published lists that carry the X.509 chain of the key that signed them, from the key file to whoever trusts
/// the authority. Each refusal has a twin that differs in one thing and is believed.
@Conformance({"TSL-38", "TSL-39"})
class CertifiedListsTest {
    /// Stands for id-kp-oauthStatusSigning, whose number nobody has assigned.
    private static final String STATUS_SIGNING = "1.3.6.1.5.5.7.3.9999";

    private static final String PASSWORD = "correct horse";
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String LIST = "https://status.example/lists/acme.pid";

    private final Authority root = Authority.root("root");
    private final Authority middle = root.authority(Profile.authority("middle", 0));
    private final KeyPair subject = Authority.p256();
    private final CertificateTrust trust =
            new CertificateTrust(Set.of(root.certificate()), Optional.of(STATUS_SIGNING));

    @TempDir
    Path directory;

    private final X509Certificate leaf = profile(Profile.leaf("leaf").naming(STATUS_SIGNING));
    private Signer signer;

    @BeforeEach
    void a_key_with_its_chain_in_a_pkcs12_file() throws Exception {
        signer = KeyRing.load(stored(leaf, middle.certificate(), root.certificate()));
    }

    static List<Form> formsWithAHeader() {
        return List.of(
                Form.of(new TokenStatusListJwt()),
                Form.of(new TokenStatusListCwt()),
                new Form(new BitstringVcJwt(), Purpose.REVOCATION));
    }

    @ParameterizedTest
    @MethodSource("formsWithAHeader")
    void the_chain_travels_from_the_key_file_to_whoever_trusts_the_authority(Form form) throws Exception {
        Bytes token = published(form, signer);
        VerifiedToken verified = trust.verify(form.format(), token, NOW);
        assertThat(verified.keyId()).isEqualTo(signer.keyId());
        assertThat(verified.status(7)).isEqualTo(Status.INVALID);
        assertThat(form.format().chain(token).orElseThrow().certificates())
                .as("without the root")
                .containsExactly(leaf, middle.certificate());
    }

    @ParameterizedTest
    @MethodSource("formsWithAHeader")
    void who_knows_the_key_needs_no_chain_and_looks_at_none(Form form) throws Exception {
        Bytes token = published(form, signer);
        assertThat(form.format().verify(token, signer.publicKey()).keyId()).isEqualTo(signer.keyId());
        assertThat(form.format().keyIdHint(token)).contains(signer.keyId().value());
        Signer stranger = EcdsaSigner.ofScalar(Curve.P256, scalar(9));
        assertThatThrownBy(() -> form.format().verify(token, stranger.publicKey()))
                .isInstanceOf(BadSignature.class);
    }

    @ParameterizedTest
    @MethodSource("formsWithAHeader")
    void a_list_without_a_chain_is_not_believed_by_its_authority(Form form) {
        Bytes bare = published(form, EcdsaSigner.ofScalar(Curve.P256, scalar(9)));
        refused(Reason.NO_CHAIN, form, bare, NOW);
    }

    @ParameterizedTest
    @MethodSource("formsWithAHeader")
    void the_chain_of_another_key_does_not_verify_the_list(Form form) throws Exception {
        KeyPair other = Authority.p256();
        X509Certificate leafOfOther =
                middle.certify(other.getPublic(), Profile.leaf("other").naming(STATUS_SIGNING));
        CertificateChain chain = new CertificateChain(List.of(leafOfOther, middle.certificate()));
        Bytes borrowed = published(form, new CertifiedSigner(new Pretender(signing(other), signer), chain));
        assertThatThrownBy(() -> trust.verify(form.format(), borrowed, NOW)).isInstanceOf(BadSignature.class);
        trust.verify(form.format(), published(form, new CertifiedSigner(signing(other), chain)), NOW);
    }

    @ParameterizedTest
    @MethodSource("formsWithAHeader")
    void a_chain_that_is_not_believed_gives_its_reason(Form form) throws Exception {
        refused(
                Reason.WRONG_USAGE,
                form,
                published(form, KeyRing.load(stored(profile(Profile.leaf("leaf")), middle.certificate()))),
                NOW);
        Profile brief = Profile.leaf("leaf")
                .naming(STATUS_SIGNING)
                .between(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)));
        Bytes expired = published(form, KeyRing.load(stored(profile(brief), middle.certificate())));
        refused(Reason.NOT_AT_THIS_TIME, form, expired, NOW);
        trust.verify(form.format(), expired, NOW.minus(Duration.ofHours(36)));
        Bytes gap = published(form, KeyRing.load(stored(leaf)));
        refused(Reason.NO_PATH, form, gap, NOW);
        Authority stranger = Authority.root("root");
        X509Certificate foreign =
                stranger.certify(subject.getPublic(), Profile.leaf("leaf").naming(STATUS_SIGNING));
        refused(Reason.NO_PATH, form, published(form, KeyRing.load(stored(foreign))), NOW);
    }

    @Test
    void a_shuffled_chain_is_not_believed_and_no_key_file_holds_one() throws Exception {
        Form jwt = Form.of(new TokenStatusListJwt());
        Bytes shuffled = withX5c(List.of(middle.certificate(), leaf));
        refused(Reason.NO_PATH, jwt, shuffled, NOW);
        trust.verify(jwt.format(), withX5c(List.of(leaf, middle.certificate())), NOW);
        refusedKey("out of order", leaf, root.certificate(), middle.certificate());
        Authority namesake = Authority.root("root").authority(Profile.authority("middle", 0));
        refusedKey("did not sign", leaf, namesake.certificate());
        refusedKey(
                "not of this key",
                middle.certify(Authority.p256().getPublic(), Profile.leaf("leaf")),
                middle.certificate());
    }

    @Test
    void a_chain_over_the_limit_is_refused_before_it_is_read() throws Exception {
        X509Certificate large = middle.certify(
                subject.getPublic(), Profile.leaf("x".repeat(7000)).naming(STATUS_SIGNING));
        assertThat(large.getEncoded().length).isBetween(7000, CertificateChain.MAX_CERTIFICATE_BYTES);
        List<X509Certificate> five = Collections.nCopies(5, large);
        assertThatThrownBy(() -> trust.verify(new TokenStatusListJwt(), withX5c(five), NOW))
                .isInstanceOf(Malformed.class)
                .hasMessage("a chain is longer than 32768 bytes");
        refused(Reason.NO_PATH, Form.of(new TokenStatusListJwt()), withX5c(five.subList(0, 4)), NOW);
        assertThatThrownBy(() -> trust.verify(new TokenStatusListJwt(), withX5c(Collections.nCopies(11, leaf)), NOW))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("at most 10 certificates");
    }

    @Test
    void one_certificate_is_a_byte_string_and_several_are_an_array_of_them() throws Exception {
        Form cwt = Form.of(new TokenStatusListCwt());
        X509Certificate direct =
                root.certify(subject.getPublic(), Profile.leaf("leaf").naming(STATUS_SIGNING));
        assertThat(x5chain(published(cwt, KeyRing.load(stored(direct, root.certificate())))))
                .as("major type 2")
                .isEqualTo(2);
        assertThat(x5chain(published(cwt, signer))).as("major type 4").isEqualTo(4);
    }

    @Test
    void a_proof_carries_no_chain() {
        ListFormat format = new BitstringDataIntegrity(Cryptosuite.ECDSA_JCS_2019);
        Form form = new Form(format, Purpose.REVOCATION);
        refused(Reason.NO_CHAIN, form, published(form, signer), NOW);
    }

    private X509Certificate profile(Profile profile) {
        return middle.certify(subject.getPublic(), profile);
    }

    private static Bytes published(Form form, Signer signer) {
        PackedStatuses statuses =
                PackedStatuses.allValid(2, 131_072).with(new TreeMap<>(java.util.Map.of(7, Status.INVALID.code())));
        StatusListToken claims = new StatusListToken(
                LIST,
                NOW,
                Optional.of(NOW.plus(Duration.ofDays(1))),
                Optional.of(Duration.ofSeconds(60)),
                form.purpose().of(statuses),
                Optional.empty(),
                Optional.empty());
        return form.format().secure(form.format().draft(new Statement(form.purpose(), claims), 6), signer);
    }

    /// A list in a JWT whose header has these certificates, in this order.
    private Bytes withX5c(List<X509Certificate> certificates) throws Exception {
        String jws = published(Form.of(new TokenStatusListJwt()), signer).toAscii();
        String payload = jws.split("\\.", -1)[1];
        ObjectNode header = StrictJson.object()
                .put("alg", "ES256")
                .put("kid", signer.keyId().value())
                .put("typ", "statuslist+jwt");
        var x5c = header.putArray("x5c");
        for (X509Certificate certificate : certificates) {
            x5c.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
        }
        String input = StrictJson.base64Url(StrictJson.write(header)) + "." + payload;
        byte[] signature = signer.sign(input.getBytes(StandardCharsets.US_ASCII));
        return Bytes.ofAscii(input + "." + StrictJson.base64Url(signature));
    }

    /// The major type of the parameter 33 in the protected header.
    private static int x5chain(Bytes cwt) throws Malformed {
        return StrictCbor.readTagged(cwt.toArray(), 18, "the token", in -> {
            in.array(4, "the token");
            byte[] header = in.bytes("the protected header");
            in.skip();
            in.skip();
            in.skip();
            in.endArray();
            int at = indexOf(header, new byte[] {0x18, 33});
            return (header[at + 2] & 0xff) >> 5;
        });
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }

    private KeySource stored(X509Certificate... chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("token", subject.getPrivate(), PASSWORD.toCharArray(), chain);
        Path file = Files.createTempFile(directory, "token", ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        PasswordSource password = new PasswordSource.Variable("TEST_PASSWORD", _ -> PASSWORD);
        return new KeySource.InFile(file, Optional.empty(), Optional.of(password));
    }

    private static EcdsaSigner signing(KeyPair keys) {
        byte[] scalar = ((ECPrivateKey) keys.getPrivate()).getS().toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, scalar.length);
        System.arraycopy(scalar, scalar.length - length, fixed, 32 - length, length);
        return EcdsaSigner.ofScalar(Curve.P256, fixed);
    }

    private static byte[] scalar(int last) {
        byte[] scalar = new byte[32];
        scalar[31] = (byte) last;
        return scalar;
    }

    /// Signs with one key in the name of another.
    private record Pretender(Signer name, Signer hand) implements Signer {
        @Override
        public KeyId keyId() {
            return name.keyId();
        }

        @Override
        public Algorithm algorithm() {
            return name.algorithm();
        }

        @Override
        public PublicKey publicKey() {
            return name.publicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            return hand.sign(message);
        }
    }

    private void refused(Reason reason, Form form, Bytes token, Instant at) {
        assertThatThrownBy(() -> trust.verify(form.format(), token, at))
                .isInstanceOfSatisfying(
                        UntrustedChain.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private void refusedKey(String why, X509Certificate... inFile) throws Exception {
        StringBuilder pem =
                new StringBuilder(pem("PRIVATE KEY", subject.getPrivate().getEncoded()));
        for (X509Certificate certificate : inFile) {
            pem.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Path file = Files.writeString(Files.createTempFile(directory, "token", ".pem"), pem);
        assertThatThrownBy(() -> KeyRing.load(KeySource.InFile.of(file)))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining(why);
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
