/**
 * The streaming redaction engine: text and bytes go in, the same text and bytes come out with every
 * secret replaced by a mask such as {@code [masked:github_token:7f3a]}.
 *
 * <p>Invariants: the output is the same for every way of cutting the input into chunks; time is
 * linear in the input; memory per stream is bounded; no plaintext of a known value is kept; any
 * internal error ends in a fixed placeholder and a typed {@link
 * dev.sealward.redaction.RedactionFailure}, never in the input.
 *
 * <p>Hold-back: a line leaves as soon as its line break is in. Text is held longer only while a
 * known value over several lines (at most 12 KiB at a time) or a private-key block (at most 64 KiB)
 * that has begun may still turn out to be one, and while a line is full of base64 or hexadecimal,
 * or ends in a list of octets or as the short first line of a known value does, that the next may
 * go on with. A line longer than 16 KiB leaves 16 KiB late.
 *
 * <p>Known limits: a truncated value is recognised only from a whole line or a whole piece of it;
 * of a value with fewer than 8 characters besides white space and escapes, no escaped form is
 * known; what is encoded and goes on in the next line is read across it in lists of {@code 0x41},
 * after 64 or 76 columns of base64, 60 or more of hexadecimal, and 44 or more of octets between
 * blanks or colons: elsewhere it is found unless a line ends near the part of it that is looked
 * for; hexadecimal in other groups than octets, octets with something else between them, in decimal
 * or beside their places (as hex dumps print them), and a string literal in parts are not read; of
 * a value of several lines behind prefixes, lines shorter than 8 characters stay; in UTF-16 no
 * escapes are read, nor a value of several lines whose first is shorter than a window.
 *
 * <p>Formats of unknown secrets: {@code token-formats.txt} has a row for each token a provider
 * documents, {@code provider-names.txt} the services whose keys are told by their name alone; names
 * of settings are in {@link dev.sealward.redaction.Names}. Operators add rules and allowances by
 * {@link dev.sealward.redaction.RuleSet}.
 *
 * <p>Pure: uses nothing but the JDK, the kernel, and RE2 for what operators write.
 */
@NullMarked
package dev.sealward.redaction;

import org.jspecify.annotations.NullMarked;
