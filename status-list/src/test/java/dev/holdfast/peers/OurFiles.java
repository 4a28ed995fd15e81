package dev.holdfast.peers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.credential.CredentialKind;
import dev.holdfast.event.Purpose;
import dev.holdfast.format.BitstringDataIntegrity;
import dev.holdfast.format.BitstringVcJwt;
import dev.holdfast.format.Form;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.integrity.ProofOptions;
import dev.holdfast.issuer.Did;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.VcJwt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes a folder of lists in every form, of every number of bits, sparse and dense, under every kind of key, and
/// credentials of every kind that point at them, with a `manifest.json` that says what each should say.
final class OurFiles {
    static final DataIntegrity SUITES =
            DataIntegrity.jcs(Contexts.bundled()).andRdf(new RdfCanonicalization(Contexts.bundled()));

    /// The fewest that a bitstring may have.
    private static final int BITSTRING_CAPACITY = 131_072;

    /// No multiple of what fits into a byte.
    private static final int TOKEN_CAPACITY = 20_001;

    private static final double[] DENSITIES = {0.0005, 0.05, 0.5};

    /// The entry that every list has set, whatever chance says; its successor is set in none.
    private static final int SET = 4_711;

    final List<Written.OfList> lists = new ArrayList<>();
    final List<Written.OfCredential> credentials = new ArrayList<>();

    private final List<Signer> signers =
            List.of(Ed25519Signer.generate(new SecureRandom()), EcdsaSigner.generate(Curve.P256, new SecureRandom()));
    private final Path folder;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private OurFiles(Path folder) {
        this.folder = folder;
    }

    static OurFiles write(Path folder, Random random) throws IOException, Malformed {
        OurFiles files = new OurFiles(Files.createDirectories(folder));
        for (Form form : Form.all()) {
            for (int bits : new int[] {1, 2, 4, 8}) {
                for (double density : DENSITIES) {
                    files.writeLists(form, bits, density, random);
                }
            }
        }
        for (Written.OfList list : List.copyOf(files.lists)) {
            files.writeCredentials(list);
        }
        files.writeManifest();
        return files;
    }

    Signer signer(Algorithm algorithm) {
        return signers.stream()
                .filter(signer -> signer.algorithm() == algorithm)
                .findFirst()
                .orElseThrow();
    }

    private void writeLists(Form form, int bits, double density, Random random) throws IOException {
        int capacity = form.purpose() == Purpose.STATUS ? TOKEN_CAPACITY : BITSTRING_CAPACITY;
        ListFormat format = form.format();
        // What is shown as one bit is the same for a list of two bits and of eight.
        if (format.misfit(form.purpose(), bits, capacity).isPresent()
                || (form.purpose() != Purpose.STATUS && bits > 2)) {
            return;
        }
        PackedStatuses statuses = form.purpose().of(statuses(bits, capacity, density, form.purpose(), random));
        String codesFile = "codes-" + lists.size();
        Files.write(folder.resolve(codesFile), codes(statuses));
        for (Signer signer : signers) {
            if (!format.takes(signer.algorithm())) {
                continue;
            }
            String url = "https://status.example/lists/" + lists.size();
            Written.OfList list =
                    new Written.OfList("list-" + lists.size(), form, signer.algorithm(), url, codesFile, statuses);
            byte[] draft = format.draft(new Statement(form.purpose(), claims(url, statuses)), 6);
            Files.write(
                    folder.resolve(list.file()), format.secure(draft, signer).toArray());
            lists.add(list);
        }
    }

    private StatusListToken claims(String url, PackedStatuses statuses) {
        return new StatusListToken(
                url,
                now,
                Optional.of(now.plus(Duration.ofHours(24))),
                Optional.of(Duration.ofSeconds(60)),
                statuses,
                // A library that is asked reads no CWT without it, though it is optional.
                Optional.of("https://status.example/aggregation"),
                Optional.of(new Provenance(1, 3, 1234, 17)));
    }

    private void writeCredentials(Written.OfList list) throws IOException, Malformed {
        Optional<Cryptosuite> suite = Optional.empty();
        CredentialKind kind;
        switch (list.form().format()) {
            case TokenStatusListJwt _ -> kind = CredentialKind.SD_JWT_VC;
            case BitstringVcJwt _ -> kind = CredentialKind.VC_JWT;
            case BitstringDataIntegrity(Cryptosuite known) -> {
                kind = CredentialKind.VC_DATA_INTEGRITY;
                suite = Optional.of(known);
            }
            // The libraries know no credential that is a CWT.
            case TokenStatusListCwt _ -> {
                return;
            }
        }
        for (int idx : new int[] {SET, SET + 1}) {
            Written.OfCredential credential =
                    new Written.OfCredential("credential-" + credentials.size(), kind, suite, list, idx);
            Files.writeString(folder.resolve(credential.file()), sign(credential), StandardCharsets.UTF_8);
            credentials.add(credential);
        }
    }

    private String sign(Written.OfCredential credential) throws Malformed {
        Signer signer = signer(credential.algorithm());
        String key = Did.verificationMethod(Did.key(signer.publicKey()));
        return switch (credential.kind()) {
            case SD_JWT_VC -> sdJwt(credential, signer);
            case VC_JWT -> VcJwt.sign(StrictJson.write(vc(credential, signer)), key, signer);
            case VC_DATA_INTEGRITY ->
                SUITES.sign(
                                vc(credential, signer),
                                new ProofOptions(credential.suite().orElseThrow(), key, now, Optional.empty()),
                                signer)
                        .toString();
            case VC_SD_JWT -> throw new IllegalStateException("the libraries know no such credentials");
        };
    }

    private ObjectNode vc(Written.OfCredential credential, Signer signer) {
        ObjectNode json = StrictJson.object();
        json.putArray("@context").add(Contexts.CREDENTIALS_V2);
        json.put("id", "urn:uuid:6a3c2f0e-8d0d-4f2e-9b43-0f1a3c5d7e90");
        json.putArray("type").add("VerifiableCredential");
        json.put("issuer", Did.key(signer.publicKey())).put("validFrom", now.toString());
        json.putObject("credentialStatus")
                .put("type", "BitstringStatusListEntry")
                .put("statusPurpose", credential.list().form().purpose().wireName())
                .put("statusListIndex", Integer.toString(credential.idx()))
                .put("statusListCredential", credential.list().url());
        json.putObject("credentialSubject").put("id", "did:example:holder");
        return json;
    }

    private String sdJwt(Written.OfCredential credential, Signer signer) {
        String disclosure =
                StrictJson.base64Url("[\"c2FsdA\",\"given_name\",\"Erika\"]".getBytes(StandardCharsets.UTF_8));
        ObjectNode claims = StrictJson.object()
                .put("iss", Did.key(signer.publicKey()))
                .put("vct", "https://credentials.example/identity")
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(Duration.ofHours(24)).getEpochSecond())
                .put("_sd_alg", "sha-256");
        claims.putArray("_sd")
                .add(StrictJson.base64Url(
                        Hash.of(disclosure.getBytes(StandardCharsets.US_ASCII)).toArray()));
        claims.putObject("status")
                .putObject("status_list")
                .put("idx", credential.idx())
                .put("uri", credential.list().url());
        return JwsHeader.compact("dc+sd-jwt", signer, StrictJson.write(claims)) + "~" + disclosure + "~";
    }

    private void writeManifest() throws IOException {
        ObjectNode manifest = StrictJson.object();
        addAll(manifest.putArray("lists"), lists);
        addAll(manifest.putArray("credentials"), credentials);
        Files.write(folder.resolve("manifest.json"), StrictJson.write(manifest));
    }

    private void addAll(ArrayNode array, List<? extends Written> things) {
        for (Written thing : things) {
            array.add(thing.toJson()
                    .put("issuer", Did.key(signer(thing.algorithm()).publicKey())));
        }
    }

    private static PackedStatuses statuses(int bits, int capacity, double density, Purpose purpose, Random random) {
        int most = (1 << bits) - 1;
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        while (codes.size() < density * capacity) {
            codes.put(random.nextInt(capacity), 1 + random.nextInt(most));
        }
        codes.put(0, most);
        codes.put(capacity - 1, most);
        codes.put(SET, purpose == Purpose.SUSPENSION ? 2 : 1);
        codes.put(SET + 1, 0);
        return PackedStatuses.allValid(bits, capacity).with(codes);
    }

    private static byte[] codes(PackedStatuses statuses) {
        byte[] codes = new byte[statuses.capacity()];
        for (int idx = 0; idx < codes.length; idx++) {
            codes[idx] = (byte) statuses.code(idx);
        }
        return codes;
    }
}
