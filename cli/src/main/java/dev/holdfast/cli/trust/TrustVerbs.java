package dev.holdfast.cli.trust;

import picocli.CommandLine.Command;

/// `holdfast trust`.
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitVerb.class,
            IssuerVerbs.class,
            PublisherVerbs.class,
            KeyVerbs.class,
            EpochVerbs.class,
            RenewVerb.class,
            SignVerb.class,
            MergeVerb.class,
            DiscardVerb.class,
            PublishVerb.class,
            ShowVerb.class
        },
        description = "Says who may sign what: documents that enough of the root's people have signed.")
public final class TrustVerbs {}
