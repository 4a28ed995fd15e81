package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.Terminal.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `holdfast trust` says and how it ends when something is wrong: one line, and the right exit code.
class TrustVerbsTest {
    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void begin() throws Exception {
        terminal = new Terminal(folder.resolve("demo"));
        for (String name : new String[] {"anna", "bela", "caller", "command", "checkpoint", "token"}) {
            assertThat(run("key", "new", at(name + ".jwk")).exit()).isZero();
        }
        assertThat(run(
                                "init",
                                "--deployment",
                                "nation",
                                "--threshold",
                                "2",
                                "--root",
                                at("anna.pub.jwk"),
                                "--root",
                                at("bela.pub.jwk"),
                                "--dir",
                                at("trust"))
                        .exit())
                .isZero();
    }

    @Test
    void nothing_is_signed_before_its_hash_is_repeated() throws Exception {
        Run shown = run("sign", "--key", at("anna.jwk"), "--dir", at("trust"));
        assertThat(shown.exit()).isEqualTo(1);
        assertThat(shown.out()).contains("+ root: 2 of 2", "not signed: if this is what you mean, repeat with --hash ");
        assertThat(Files.readString(folder.resolve("trust/draft.json"))).contains("\"signatures\":[]");
        Run wrong = run("sign", "--key", at("anna.jwk"), "--hash", "00000000", "--dir", at("trust"));
        assertThat(wrong.exit()).isEqualTo(4);
        assertThat(wrong.errorLine()).contains("not the document that you mean");
        Run tooShort = run("sign", "--key", at("anna.jwk"), "--hash", hash().substring(0, 7), "--dir", at("trust"));
        assertThat(tooShort.exit()).isEqualTo(4);
        Run signed = run("sign", "--key", at("anna.jwk"), "--hash", hash(), "--dir", at("trust"));
        assertThat(signed.exit()).isZero();
        assertThat(signed.out()).contains("1 of 2 signatures of the pinned root");
    }

    @Test
    void a_key_outside_the_root_and_a_key_that_others_can_read_sign_nothing() throws Exception {
        Run stranger = run("sign", "--key", at("token.jwk"), "--yes", "--dir", at("trust"));
        assertThat(stranger.exit()).isEqualTo(2);
        assertThat(stranger.errorLine()).contains("none of the root's");
        Files.setPosixFilePermissions(folder.resolve("anna.jwk"), PosixFilePermissions.fromString("rw-r--r--"));
        Run open = run("sign", "--key", at("anna.jwk"), "--yes", "--dir", at("trust"));
        assertThat(open.exit()).isEqualTo(2);
        assertThat(open.errorLine()).contains("can be read by others: chmod 600");
    }

    @Test
    void a_root_key_may_be_p_256_in_pem() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        pem("cara.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
        pem("cara.pub.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
        Run init =
                run("init", "--deployment", "x", "--threshold", "1", "--root", at("cara.pub.pem"), "--dir", at("pem"));
        assertThat(init.exit()).as(init.err()).isZero();
        Run open = run("sign", "--key", at("cara.pem"), "--yes", "--dir", at("pem"));
        assertThat(open.errorLine()).contains("can be read by others: chmod 600");
        Files.setPosixFilePermissions(folder.resolve("cara.pem"), PosixFilePermissions.fromString("rw-------"));
        assertThat(run("sign", "--key", at("cara.pem"), "--yes", "--dir", at("pem"))
                        .exit())
                .isZero();
        assertThat(folder.resolve("pem/v0001.json")).exists();
    }

    @Test
    void an_edit_never_voids_a_signature_unasked() throws Exception {
        assertThat(run("sign", "--key", at("anna.jwk"), "--yes", "--dir", at("trust"))
                        .exit())
                .isZero();
        Run edit = addPublisher();
        assertThat(edit.exit()).isEqualTo(2);
        assertThat(edit.errorLine()).contains("bears signatures, which an edit would void");
        assertThat(run("discard", "--dir", at("trust")).exit()).isZero();
        Run nothing = addPublisher();
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.errorLine()).contains("there is no document to edit");
    }

    @Test
    void a_bulk_change_needs_its_intent_from_each() throws Exception {
        assertThat(addPublisher().exit()).isZero();
        completed("v0001.json");
        assertThat(run("publisher", "remove", "eu", "--dir", at("trust")).out())
                .contains("! takes away 1 of 1 publishers: the intent has to be signed as well");
        signed();
        assertThat(folder.resolve("trust/v0002.json")).doesNotExist();
        signed("--intent");
        assertThat(folder.resolve("trust/v0002.json")).exists();
        assertThat(folder.resolve("trust/draft.json")).doesNotExist();
    }

    @Test
    void a_region_that_comes_back_begins_a_new_epoch() throws Exception {
        assertThat(addPublisher().out()).contains("epoch of eu: 1");
        completed("v0001.json");
        assertThat(run("epoch", "raise", "eu", "--dir", at("trust")).exit()).isZero();
        completed("v0002.json");
        assertThat(run("publisher", "remove", "eu", "--dir", at("trust")).exit())
                .isZero();
        signed();
        signed("--intent");
        assertThat(folder.resolve("trust/v0003.json")).exists();
        assertThat(addPublisher().out()).contains("epoch of eu: 3");
        completed("v0004.json");
    }

    @Test
    void an_intent_is_not_signed_where_none_is_needed() {
        Run run = run("sign", "--key", at("anna.jwk"), "--intent", "--yes", "--dir", at("trust"));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("takes nothing away in bulk");
    }

    @Test
    void a_tampered_document_or_draft_is_distrusted() throws Exception {
        completed("v0001.json");
        Path document = folder.resolve("trust/v0001.json");
        String good = Files.readString(document);
        Files.writeString(document, good.replace("\"payload\":\"eyJ", "\"payload\":\"eyK"));
        Run run = run("show", "--dir", at("trust"));
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.errorLine()).contains("v0001.json is not to be trusted");
        Files.writeString(document, good);
        Files.writeString(draft(), good.replace("\"signatures\":[{", "\"signatures\":[{},{"));
        assertThat(run("show", "--dir", at("trust")).exit()).isEqualTo(4);
        assertThat(run("merge", at("trust/v0001.json"), "--dir", at("trust")).exit())
                .isEqualTo(4);
    }

    @Test
    void a_draft_that_outlived_its_completion_is_none() throws Exception {
        assertThat(addPublisher().exit()).isZero();
        byte[] unsigned = Files.readAllBytes(draft());
        completed("v0001.json");
        Files.write(draft(), unsigned);
        Run show = run("show", "--dir", at("trust"));
        assertThat(show.exit()).as(show.err()).isZero();
        assertThat(show.out()).doesNotContain("draft");
        assertThat(run("sign", "--key", at("anna.jwk"), "--yes", "--dir", at("trust"))
                        .errorLine())
                .contains("there is no draft in");
        // The same bytes once more, and an edit begins the next document over them.
        assertThat(run("renew", "--dir", at("trust")).out()).contains("document 2 of nation");
        completed("v0002.json");
        // A draft of an earlier document is as stale.
        Files.write(draft(), unsigned);
        assertThat(run("renew", "--dir", at("trust")).out()).contains("document 3 of nation");
    }

    @Test
    void whatever_stands_in_the_place_of_the_draft_can_be_discarded() throws Exception {
        Files.writeString(draft(), "{");
        assertThat(run("show", "--dir", at("trust")).exit()).isEqualTo(4);
        assertThat(run("discard", "--dir", at("trust")).exit()).isZero();
        assertThat(draft()).doesNotExist();
        assertUsage("there is no draft in", "discard");
        Files.createSymbolicLink(draft(), Path.of("nowhere"));
        assertThat(run("discard", "--dir", at("trust")).exit()).isZero();
        assertThat(Files.isSymbolicLink(draft())).isFalse();
        Files.createDirectory(draft());
        assertUsage("draft.json is a directory", "discard");
        assertThat(draft()).isDirectory();
    }

    @Test
    void a_beginning_that_was_stopped_goes_on_and_another_is_refused() throws Exception {
        byte[] root = Files.readAllBytes(folder.resolve("trust/root.json"));
        assertThat(init("2").errorLine()).contains("root.json is there already");
        Files.delete(draft());
        assertThat(init("1").errorLine()).contains("root.json is there already");
        assertThat(draft()).doesNotExist();
        assertThat(init("2").out()).contains("document 1 of nation");
        assertThat(folder.resolve("trust/root.json")).hasBinaryContent(root);
        completed("v0001.json");
        assertThat(init("2").errorLine()).contains("root.json is there already");
    }

    @Test
    void what_was_begun_under_a_root_that_went_missing_is_not_begun_anew() throws Exception {
        Path root = folder.resolve("trust/root.json");
        byte[] begun = Files.readAllBytes(draft());
        Files.delete(root);
        assertThat(init("2").errorLine()).contains("has documents or a draft and no ", "root.json");
        Files.createSymbolicLink(root, folder.resolve("nowhere"));
        assertThat(init("2").exit()).isEqualTo(2);
        assertThat(draft()).hasBinaryContent(begun);
        assertThat(root).isSymbolicLink();
    }

    private Run init(String threshold) {
        return run(
                "init",
                "--deployment",
                "nation",
                "--threshold",
                threshold,
                "--root",
                at("anna.pub.jwk"),
                "--root",
                at("bela.pub.jwk"),
                "--dir",
                at("trust"));
    }

    @Test
    void a_private_key_that_was_left_alone_gets_its_public_half() throws Exception {
        Path obstacle = Files.createDirectories(folder.resolve("cara.pub.jwk.next/full"));
        assertThat(run("key", "new", at("cara.jwk")).exit()).isEqualTo(2);
        byte[] secret = Files.readAllBytes(folder.resolve("cara.jwk"));
        Files.delete(obstacle);
        Run again = run("key", "new", at("cara.jwk"));
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).contains("cara.jwk, which was there already");
        assertThat(folder.resolve("cara.jwk")).hasBinaryContent(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("cara.jwk"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("cara.pub.jwk")))
                .contains(new ObjectMapper().readTree(secret).path("x").textValue())
                .doesNotContain("\"d\"");
        assertThat(run("key", "new", at("cara.jwk")).errorLine()).contains("cara.jwk is there already");
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".next"));
        }
    }

    @Test
    void what_is_not_there_and_what_cannot_be_read_are_told_apart() throws Exception {
        assertThat(run("show", "--dir", at("nowhere")).errorLine())
                .contains("there is no ", "begin with ./holdfast trust init");
        Files.createDirectories(folder.resolve("odd/root.json"));
        assertThat(run("show", "--dir", at("odd")).errorLine())
                .contains("cannot read ", "odd/root.json: Is a directory")
                .doesNotContain("trust init");
        assertThat(run("merge", at("other.json"), "--dir", at("trust")).errorLine())
                .contains("there is no ", "other.json")
                .doesNotContain("trust init");
    }

    @Test
    void documents_are_counted_and_not_spelt() throws Exception {
        completed("v0001.json");
        for (String later : new String[] {"v10000.json", "v9999.json"}) {
            Files.writeString(folder.resolve("trust").resolve(later), "{}");
        }
        assertUsage("v9999.json is there", "renew");
    }

    private Path draft() {
        return folder.resolve("trust/draft.json");
    }

    @Test
    void no_file_is_overwritten_and_no_private_key_taken_for_a_public_one() {
        assertThat(run("key", "new", at("anna.jwk")).errorLine()).contains("no key is overwritten");
        assertThat(run("key", "new", at("anna.pem")).exit()).isEqualTo(2);
        Run again = run(
                "init",
                "--deployment",
                "other",
                "--threshold",
                "1",
                "--root",
                at("anna.pub.jwk"),
                "--dir",
                at("trust"));
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.errorLine()).contains("root.json is there already");
        Run secret = run("init", "--deployment", "x", "--threshold", "1", "--root", at("anna.jwk"), "--dir", at("t2"));
        assertThat(secret.exit()).isEqualTo(2);
        assertThat(secret.errorLine()).contains("this is a private one");
    }

    @Test
    void senseless_edits_say_why() {
        Run unknown = run("key", "rotate", "A".repeat(43), "--new", at("token.pub.jwk"), "--dir", at("trust"));
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.errorLine()).contains("does not list the key");
        assertThat(run("issuer", "remove", "acme", "--dir", at("trust")).errorLine())
                .contains("no issuer acme");
        assertThat(run("epoch", "raise", "eu", "--dir", at("trust")).errorLine())
                .contains("no publisher eu");
        assertThat(run("renew", "--days", "0", "--dir", at("nowhere")).exit()).isEqualTo(2);
        assertThat(run("publish", "--kafka", "127.0.0.1:1", "--dir", at("trust"))
                        .errorLine())
                .contains("no complete document to publish");
    }

    @Test
    void show_says_how_many_days_are_left() throws Exception {
        completed("v0001.json");
        assertThat(run("show", "--dir", at("trust")).out()).contains("good      for 29 more days");
        var json = new ObjectMapper()
                .readTree(run("show", "--json", "--dir", at("trust")).out());
        assertThat(json.path("documents").get(0).path("version").asInt()).isEqualTo(1);
        assertThat(json.has("draft")).isFalse();
    }

    @Test
    void a_cluster_out_of_reach_is_said_so() throws Exception {
        completed("v0001.json");
        Run run = run("publish", "--kafka", "nowhere.invalid:9092", "--dir", at("trust"));
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errorLine()).contains("nowhere.invalid:9092").contains("run it again to go on");
    }

    @Test
    void arguments_that_make_no_sense_are_usage_and_change_nothing() throws Exception {
        assertThat(addPublisher().exit()).isZero();
        Path draft = folder.resolve("trust/draft.json");
        String before = Files.readString(draft);
        assertUsage("not PARTITION=N", "epoch", "raise", "eu", "--disown", "1=-5");
        assertUsage("names partition 1 twice", "epoch", "raise", "eu", "--disown", "1=5", "--disown", "1=6");
        assertUsage("the new key is the old one", "key", "rotate", at("token.pub.jwk"), "--new", at("token.pub.jwk"));
        assertUsage(
                "not a time: yesterday; write it as", "key", "compromise", at("token.pub.jwk"), "--since", "yesterday");
        assertUsage("is in the future", "key", "compromise", at("token.pub.jwk"), "--since", "2999-01-01T00:00:00Z");
        assertUsage("--days is for a new draft", "renew", "--days", "7");
        assertUsage("not HOST:PORT", "publish", "--kafka", "::garbage::");
        assertUsage("not HOST:PORT", "publish", "--kafka", "127.0.0.1:65536");
        assertThat(Files.readString(draft)).isEqualTo(before);
    }

    private void assertUsage(String why, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", at("trust")));
        Run run = run(all.toArray(String[]::new));
        assertThat(run.errorLine()).contains(why);
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void a_document_that_went_missing_is_not_made_anew() throws Exception {
        assertThat(addPublisher().exit()).isZero();
        completed("v0001.json");
        assertThat(run("renew", "--dir", at("trust")).exit()).isZero();
        completed("v0002.json");
        assertThat(run("renew", "--dir", at("trust")).exit()).isZero();
        completed("v0003.json");
        Files.delete(folder.resolve("trust/v0002.json"));
        Run renew = run("renew", "--dir", at("trust"));
        assertThat(renew.exit()).isEqualTo(2);
        assertThat(renew.errorLine()).contains("v0003.json is there", "v0002.json is missing");
        assertThat(folder.resolve("trust/draft.json")).doesNotExist();
    }

    @Test
    void what_one_has_already_can_be_merged_again() throws Exception {
        assertThat(addPublisher().exit()).isZero();
        Path copy = Files.copy(folder.resolve("trust/draft.json"), folder.resolve("copy.json"));
        completed("v0001.json");
        for (Path file : new Path[] {folder.resolve("trust/v0001.json"), copy}) {
            Run merged = run("merge", file.toString(), "--dir", at("trust"));
            assertThat(merged.err()).isEmpty();
            assertThat(merged.exit()).isZero();
            assertThat(merged.out()).contains("nothing new: version 1 is here already");
        }
        assertThat(folder.resolve("trust/draft.json")).doesNotExist();
    }

    @Test
    void two_who_sign_at_once_both_sign() throws Exception {
        assertThat(addPublisher().exit()).isZero();
        List<Process> signers = new ArrayList<>();
        for (String who : new String[] {"anna.jwk", "bela.jwk"}) {
            signers.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holdfast.class.getName(),
                            "trust",
                            "sign",
                            "--yes",
                            "--key",
                            at(who),
                            "--dir",
                            at("trust"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        for (Process signer : signers) {
            assertThat(signer.waitFor()).isZero();
        }
        assertThat(folder.resolve("trust/v0001.json")).exists();
    }

    private Run addPublisher() {
        return run(
                "publisher",
                "add",
                "eu",
                "--checkpoint",
                at("checkpoint.pub.jwk"),
                "--token",
                at("token.pub.jwk"),
                "--dir",
                at("trust"));
    }

    private void completed(String document) {
        signed();
        assertThat(folder.resolve("trust").resolve(document)).exists();
    }

    /// By both.
    private void signed(String... more) {
        for (String who : new String[] {"anna.jwk", "bela.jwk"}) {
            List<String> arguments = new ArrayList<>(List.of("sign", "--key", at(who), "--yes", "--dir", at("trust")));
            arguments.addAll(List.of(more));
            assertThat(run(arguments.toArray(String[]::new)).exit()).isZero();
        }
    }

    private String hash() throws Exception {
        var json = new ObjectMapper()
                .readTree(run("show", "--json", "--dir", at("trust")).out());
        return json.path("draft").path("hash").asText();
    }

    private void pem(String name, String what, byte[] der) throws Exception {
        Path file = Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                        + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Run run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "trust";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return terminal.run(all);
    }
}
