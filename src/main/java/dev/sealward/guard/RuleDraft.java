package dev.sealward.guard;

/**
 * A rule as somebody typed it.
 *
 * @param name how they call it
 * @param kind what its mask says; for an allowance, nothing
 * @param pattern RE2 syntax, or the text that is allowed
 * @param anchor three bytes or more that every match holds; empty: derived from the pattern
 * @param accepted whether it is wanted although it masks ordinary text or allows whole formats
 */
public record RuleDraft(
    RuleForm form, String name, String kind, String pattern, String anchor, boolean accepted) {}
