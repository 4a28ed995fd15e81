/// For issuers who live on Kafka: a command is signed, appended and waited for without a gateway. Such a writer is
/// named in the trust document, and no other program writes under its name.
@NullMarked
package dev.holdfast.schema.direct;

import org.jspecify.annotations.NullMarked;
