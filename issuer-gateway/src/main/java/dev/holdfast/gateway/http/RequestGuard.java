package dev.holdfast.gateway.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/// Refuses headers that decide something and stand twice or say nothing: no resource should have to choose.
@Singleton
final class RequestGuard {
    private static final List<String> ONE_VALUE =
            List.of(HttpHeaders.AUTHORIZATION, ListsResource.IDEMPOTENCY_KEY, HttpHeaders.IF_MATCH);

    void register(@Observes Filters filters) {
        filters.register(RequestGuard::check, BodyLimit.BEFORE_ALL_ROUTES - 1);
    }

    private static void check(RoutingContext context) {
        for (String name : ONE_VALUE) {
            List<String> values = context.request().headers().getAll(name);
            if (values.size() > 1) {
                Problems.malformed(name + " stands more than once.").send(context);
                return;
            }
            if (values.size() == 1 && values.getFirst().isBlank()) {
                Problems.malformed(name + " is empty.").send(context);
                return;
            }
        }
        context.next();
    }
}
