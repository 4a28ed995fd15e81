package dev.holdfast.x509;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority for tests, with a P-256 key.
public record Authority(X500Principal name, KeyPair keys, X509Certificate certificate) {
    public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    public static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

    private static final AtomicLong SERIAL = new AtomicLong(1);

    /// What a certificate says about its owner.
    ///
    /// @param pathLength present for an authority
    /// @param keyUsage bits of [KeyUsage]; 0 for none
    public record Profile(
            String name,
            Optional<Integer> pathLength,
            int keyUsage,
            Optional<String> extendedKeyUsage,
            Instant from,
            Instant until) {
        public static Profile leaf(String name) {
            return new Profile(name, Optional.empty(), KeyUsage.digitalSignature, Optional.empty(), FROM, UNTIL);
        }

        public static Profile authority(String name, int pathLength) {
            return new Profile(name, Optional.of(pathLength), KeyUsage.keyCertSign, Optional.empty(), FROM, UNTIL);
        }

        public Profile naming(String usage) {
            return new Profile(name, pathLength, keyUsage, Optional.of(usage), from, until);
        }

        public Profile using(int usage) {
            return new Profile(name, pathLength, usage, extendedKeyUsage, from, until);
        }

        public Profile between(Instant first, Instant last) {
            return new Profile(name, pathLength, keyUsage, extendedKeyUsage, first, last);
        }
    }

    /// An authority that nobody certifies but itself.
    public static Authority root(String name) {
        KeyPair keys = p256();
        return new Authority(
                principal(name),
                keys,
                issue(principal(name), keys.getPrivate(), keys.getPublic(), Profile.authority(name, 5)));
    }

    /// An authority below this one.
    public Authority authority(Profile profile) {
        KeyPair subject = p256();
        return new Authority(principal(profile.name()), subject, certify(subject.getPublic(), profile));
    }

    public X509Certificate certify(PublicKey subject, Profile profile) {
        return issue(name, keys.getPrivate(), subject, profile);
    }

    public static KeyPair p256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X500Principal principal(String name) {
        return new X500Principal("CN=" + name);
    }

    /// A certificate of any key by any other.
    public static X509Certificate issue(
            X500Principal issuer, PrivateKey issuerKey, PublicKey subject, Profile profile) {
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIAL.getAndIncrement()),
                Date.from(profile.from()),
                Date.from(profile.until()),
                principal(profile.name()),
                subject);
        try {
            if (profile.pathLength().isPresent()) {
                builder.addExtension(
                        Extension.basicConstraints,
                        true,
                        new BasicConstraints(profile.pathLength().get()));
            }
            if (profile.keyUsage() != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(profile.keyUsage()));
            }
            if (profile.extendedKeyUsage().isPresent()) {
                var usage = new ASN1ObjectIdentifier(profile.extendedKeyUsage().get());
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.getInstance(usage)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
