package dev.holdfast.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// What a gateway has to be told. Everything else it reads from the log.
@ConfigMapping(prefix = "holdfast.gateway")
public interface GatewaySettings {
    /// File with the pinned root keys. Trust document 1 has to be signed by them; nothing else is believed unseen.
    Path root();

    /// Bootstrap servers of the home cluster, `host:port,…`.
    String kafka();

    /// What topic names begin with, so that deployments can share a cluster.
    @WithDefault("holdfast.")
    String topicPrefix();

    /// Which of the trust document's writers this gateway is. Two gateways never share one: ids rise per writer.
    String writer();

    /// Directory with the secrets of the issuers that this gateway acts for: `issuer-<id>-command.jwk` and
    /// `issuer-<id>-allocation.key`.
    Path keys();

    /// What publication URIs begin with. It is signed into tokens and can never change for a list, so it is the
    /// public name and not the gateway's own address.
    @WithDefault("https://status.example")
    String publicBase();

    /// Addresses of a schema registry, separated by commas, whose ids appended records shall carry. Nothing waits
    /// for it; without one the id is 0, and readers of ours need none.
    Optional<String> schemaRegistry();

    /// File that holds `basic USER:PASSWORD` or `bearer TOKEN` for the registry.
    Optional<String> schemaRegistryCredentials();
}
