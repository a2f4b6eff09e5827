/**
 * The pages people use, and the beans behind them: one bean per page, asked by the page's Facelet,
 * asking the faces of the modules below. Every page's bean is named after its address.
 *
 * <p>Invariants: nothing is shown to somebody who is not signed in but the doors (set-up, unlock,
 * sign-in) ({@link dev.sealward.web.Gate}); only the addresses in {@link dev.sealward.web.Routes}
 * exist; a value of a secret comes in through {@link dev.sealward.web.SecretField} only and is
 * never rendered again; a change is made by a POST with a Faces view state, and goes on with a
 * redirect; a refusal becomes words beside its field in one place ({@link
 * dev.sealward.web.Refusals}); text from outside never becomes an expression.
 *
 * <p>May use: any face. Never crypto.
 */
@NullMarked
package dev.sealward.web;

import org.jspecify.annotations.NullMarked;
