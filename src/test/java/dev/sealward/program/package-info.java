/**
 * Sealward as it ships: {@code target/sealward.jar} started as a process of its own, spoken to over
 * HTTP and signals only. Nothing here uses a class of the program.
 */
package dev.sealward.program;
