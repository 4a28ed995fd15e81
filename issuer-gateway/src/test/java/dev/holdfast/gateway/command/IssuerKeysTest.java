package dev.holdfast.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.WriterId;
import dev.holdfast.gateway.command.IssuerKeys.Secrets;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerKeysTest {
    private static final IssuerId ACME = new IssuerId("acme");
    private static final Ed25519Signer OLD = key(1);
    private static final Ed25519Signer FRESH = key(2);

    @TempDir
    Path folder;

    @Test
    void while_a_key_is_rotated_the_one_signs_that_the_trust_document_lists() throws Exception {
        keep("issuer-acme-command.jwk", OLD);
        keep("issuer-acme-command-2.jwk", FRESH);
        Files.writeString(folder.resolve("issuer-acme-allocation.key"), "A".repeat(43));
        Secrets secrets = IssuerKeys.in(folder).of(ACME).orElseThrow();
        TrustDocument before = trust(OLD);
        assertThat(secrets.commandUnder(Optional.of(before)).keyId()).isEqualTo(OLD.keyId());
        TrustDocument overlap = TrustEdit.rotate(before, OLD.keyId(), FRESH.publicKey(), true);
        assertThat(secrets.commandUnder(Optional.of(overlap)).keyId()).isEqualTo(FRESH.keyId());
        TrustDocument after = TrustEdit.retire(overlap, OLD.keyId());
        assertThat(secrets.commandUnder(Optional.of(after)).keyId()).isEqualTo(FRESH.keyId());
        assertThat(secrets.commandUnder(Optional.empty())).isNotNull();
    }

    @Test
    void an_issuer_may_be_named_after_the_word_itself() throws Exception {
        keep("issuer-a-command-command.jwk", OLD);
        Files.writeString(folder.resolve("issuer-a-command-allocation.key"), "A".repeat(43));
        assertThat(IssuerKeys.in(folder).of(new IssuerId("a-command"))).isPresent();
    }

    @Test
    void a_command_key_may_be_p_256_and_stand_in_pem() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String body = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        Files.writeString(
                folder.resolve("issuer-acme-command.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        Files.writeString(folder.resolve("issuer-acme-allocation.key"), "A".repeat(43));
        assertThat(IssuerKeys.in(folder).of(ACME).orElseThrow().commands())
                .singleElement()
                .extracting(Signer::keyId)
                .isEqualTo(PublicKey.fromSpki(pair.getPublic().getEncoded()).keyId());
    }

    @Test
    void a_missing_secret_and_a_file_that_is_no_key_are_named_and_never_shown() throws Exception {
        Files.writeString(folder.resolve("issuer-acme-command.jwk"), "{\"d\":\"secret\"}", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> IssuerKeys.in(folder))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("issuer-acme-command.jwk")
                .hasMessageNotContaining("secret");
    }

    private void keep(String name, Ed25519Signer key) throws Exception {
        Files.write(folder.resolve(name), key.toPrivateJwk());
    }

    private static TrustDocument trust(Ed25519Signer command) throws Exception {
        Root root = Root.of(new Deployment("test"), 1, List.of(key(9).publicKey()));
        TrustDocument first = TrustEdit.first(root, 16, Instant.EPOCH, TrustEdit.VALIDITY);
        return TrustEdit.addIssuer(
                first,
                new Issuer(
                        ACME,
                        List.of(key(8).publicKey()),
                        List.of(command.publicKey()),
                        Set.of(new WriterId("gateway-1"))));
    }

    private static Ed25519Signer key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Ed25519Signer.ofSeed(bytes);
    }
}
