/**
 * Sealward in a plain process: every module below the web and its API, over the real database and
 * stores, with a small container in place of the server. It starts fast, so that it can be killed
 * often.
 */
package dev.sealward.plain;
