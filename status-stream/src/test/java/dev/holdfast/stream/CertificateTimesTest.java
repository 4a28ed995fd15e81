package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertificateTimesTest {
    private static final Instant END = Instant.parse("2026-06-30T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void a_certificate_that_is_good_for_long_and_a_key_without_one_are_not_spoken_of() throws Exception {
        Signer plain = new TestWorld().tokenKey;
        assertThat(CertificateTimes.warnings(List.of(plain, certified()), END.minus(Duration.ofDays(30))))
                .isEmpty();
    }

    @Test
    void of_one_that_expires_within_30_days_there_is_one_warning() throws Exception {
        Signer key = certified();
        assertThat(CertificateTimes.warnings(
                        List.of(key), END.minus(Duration.ofDays(30)).plus(SECOND)))
                .containsExactly("the certificate of token key " + key.keyId()
                        + " expires at 2026-06-30T12:00:00Z, in 29 days: renew it and start again");
        assertThat(CertificateTimes.warnings(List.of(key), END)).hasSize(1);
    }

    @Test
    void one_that_has_expired_is_said_to_have_and_holds_nothing_up() throws Exception {
        Signer key = certified();
        assertThat(CertificateTimes.warnings(List.of(key), END.plus(SECOND)))
                .containsExactly("the certificate of token key " + key.keyId()
                        + " has expired at 2026-06-30T12:00:00Z: who goes by certificates takes nothing that it signs;"
                        + " renew it and start again");
    }

    private static Signer certified() throws Exception {
        KeyPair authority = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair leaf = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var certificate = new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=authority"),
                        BigInteger.TWO,
                        Date.from(END.minus(Duration.ofDays(365))),
                        Date.from(END),
                        new X500Principal("CN=leaf"),
                        leaf.getPublic())
                .build(new JcaContentSignerBuilder("Ed25519").build(authority.getPrivate()));
        byte[] seed = ((EdECPrivateKey) leaf.getPrivate()).getBytes().orElseThrow();
        return new CertifiedSigner(
                Ed25519Signer.ofSeed(seed),
                new CertificateChain(List.of(new JcaX509CertificateConverter().getCertificate(certificate))));
    }
}
