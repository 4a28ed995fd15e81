package dev.holdfast.cli;

import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A token key that an authority of tests has certified for a week around a day.
record CertifiedKey(X509Certificate authority, Signer signer) {
    static CertifiedKey of(String name, Instant day) throws Exception {
        KeyPair root = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair leaf = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        X509Certificate authority = certificate(name, name, root, root, day);
        X509Certificate certificate = certificate(name, "leaf", root, leaf, day);
        byte[] seed = ((EdECPrivateKey) leaf.getPrivate()).getBytes().orElseThrow();
        return new CertifiedKey(
                authority, new CertifiedSigner(Ed25519Signer.ofSeed(seed), new CertificateChain(List.of(certificate))));
    }

    byte[] authorityPem() throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(authority.getEncoded());
        return ("-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static X509Certificate certificate(
            String issuer, String subject, KeyPair issuerKeys, KeyPair subjectKeys, Instant day) throws Exception {
        boolean authority = issuer.equals(subject);
        var builder = new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=" + issuer),
                        BigInteger.valueOf(authority ? 1 : 2),
                        Date.from(day.minus(Duration.ofDays(3))),
                        Date.from(day.plus(Duration.ofDays(4))),
                        new X500Principal("CN=" + subject),
                        subjectKeys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                .addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("Ed25519").build(issuerKeys.getPrivate())));
    }
}
