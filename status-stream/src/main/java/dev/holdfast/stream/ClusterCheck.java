package dev.holdfast.stream;

import dev.holdfast.schema.LogUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the cluster before anything is folded. Below `transaction.version` 2 (KIP-890) a late message can end up in
/// the next transaction, so that what was aborted is seen as committed, or the other way round.
final class ClusterCheck {
    static final String FEATURE = "transaction.version";
    static final int LEAST = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterCheck.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private ClusterCheck() {}

    /// Refuses an unsafe cluster; with `dev` it only says so.
    static void require(Admin admin, boolean dev) throws UnsafeCluster, LogUnavailable, InterruptedException {
        int level = level(admin);
        if (level >= LEAST) {
            return;
        }
        String why = "the cluster has " + FEATURE + " " + level + ", exactly-once needs " + LEAST
                + ": kafka-features.sh --bootstrap-server … upgrade --feature " + FEATURE + "=" + LEAST;
        if (!dev) {
            throw new UnsafeCluster(why);
        }
        LOG.warn("unsafe, and gone on with because of dev: {}", why);
    }

    private static int level(Admin admin) throws LogUnavailable, InterruptedException {
        try {
            return Optional.ofNullable(admin.describeFeatures()
                            .featureMetadata()
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .finalizedFeatures()
                            .get(FEATURE))
                    .map(FinalizedVersionRange::maxVersionLevel)
                    .map(Short::intValue)
                    .orElse(0);
        } catch (ExecutionException e) {
            throw new LogUnavailable("the cluster does not say which features it has: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new LogUnavailable("no answer within " + PATIENCE.toSeconds() + " s", e);
        }
    }
}
