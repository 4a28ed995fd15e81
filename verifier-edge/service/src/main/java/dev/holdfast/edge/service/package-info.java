/// The edge as a service: verifiers ask it for the status of a credential.
@NullMarked
package dev.holdfast.edge.service;

import org.jspecify.annotations.NullMarked;
