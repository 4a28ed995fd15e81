package dev.holdfast.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.keyring.KeyRing;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.trust.CallerToken;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Calls a gateway as an issuer, with a bearer token made for each call.
public final class GatewayCalls {
    private static final IssuerId FIRST_ISSUER = new IssuerId("acme");
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(2);

    @Mixin
    private @Nullable Place place;

    @Option(names = "--gateway", paramLabel = "URL", description = "the issuer gateway (default: that of the demo)")
    private @Nullable String gateway;

    @Option(
            names = "--issuer",
            paramLabel = "ID",
            description = "who calls (default: the list's own issuer if its key is there, else acme)")
    private @Nullable IssuerId issuer;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "private key the issuer calls with: a JWK, PEM or PKCS#12 file, or a pkcs11: key "
                    + "(default: keys/issuer-ID-caller.jwk of the demo)")
    private @Nullable String key;

    @Option(
            names = "--deployment",
            paramLabel = "NAME",
            description = "the deployment the call is meant for (default: that of the demo)")
    private @Nullable Deployment deployment;

    public JsonNode get(ListId list, String path) throws Failure, InterruptedException {
        return send(request(Optional.of(list), path).GET());
    }

    /// @param list empty if the list is not there yet
    /// @param headers further ones
    public JsonNode post(Optional<ListId> list, String path, JsonNode body, Map<String, String> headers)
            throws Failure, InterruptedException {
        HttpRequest.Builder request = Web.post(request(list, path), body);
        headers.forEach(request::header);
        return send(request);
    }

    private JsonNode send(HttpRequest.Builder request) throws Failure, InterruptedException {
        Web.Reply reply = Web.send(request.build());
        if (reply.isOk()) {
            return reply.body();
        }
        throw new Failure(exit(reply.status()), reply.problem());
    }

    /// A request that is wrong whatever the lists hold is the caller's mistake; any other refusal is an answer.
    private static int exit(int status) {
        return switch (status) {
            case 400, 413, 415, 422 -> Exit.USAGE;
            default -> status >= 500 ? Exit.UNREACHABLE : Exit.NO;
        };
    }

    private HttpRequest.Builder request(Optional<ListId> list, String path) throws Failure {
        Place demo = Objects.requireNonNull(place);
        String base = gateway == null ? demo.address("gateway", "--gateway URL") : gateway;
        return Web.to(base, path).header("Authorization", "Bearer " + bearer(demo, caller(demo, list)));
    }

    private IssuerId caller(Place demo, Optional<ListId> list) {
        if (issuer != null) {
            return issuer;
        }
        return list.map(ListId::issuer)
                .filter(owner -> Files.isReadable(callerKey(demo, owner)))
                .orElse(FIRST_ISSUER);
    }

    private static Path callerKey(Place demo, IssuerId caller) {
        return demo.key("issuer-" + caller + "-caller.jwk");
    }

    private String bearer(Place demo, IssuerId caller) throws Failure {
        Deployment audience = audience(demo);
        try {
            KeySource source = key == null ? KeySource.InFile.of(callerKey(demo, caller)) : KeySource.parse(key);
            return CallerToken.sign(
                    caller, audience, InstantSource.system().instant(), TOKEN_LIFE, KeyRing.load(source));
        } catch (KeyUnusable | IllegalArgumentException e) {
            throw Failure.usage("cannot call as issuer " + caller + ": " + e.getMessage());
        }
    }

    private Deployment audience(Place demo) throws Failure {
        try {
            return deployment == null ? new Deployment(demo.address("deployment", "--deployment NAME")) : deployment;
        } catch (IllegalArgumentException e) {
            throw Failure.usage("the deployment: " + e.getMessage());
        }
    }
}
