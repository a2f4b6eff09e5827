package dev.sealward.web;

import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.component.UIViewRoot;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.RequestDispatcher;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets forms post to the address the page was asked for at, not to the view behind it, and lets
 * them post before, or without, the scripts.
 */
public class PageAddress extends ViewHandlerWrapper {
  private static final String NONCE = "primefaces.nonce";

  public PageAddress(ViewHandler wrapped) {
    super(wrapped);
  }

  @Override
  public String getActionURL(FacesContext context, String viewId) {
    Map<String, Object> request = context.getExternalContext().getRequestMap();
    Object uri = request.get(RequestDispatcher.FORWARD_REQUEST_URI);
    if (uri == null || request.get(Route.ATTRIBUTE) == null) {
      return super.getActionURL(context, viewId);
    }
    Object query = request.get(RequestDispatcher.FORWARD_QUERY_STRING);
    return query == null ? uri.toString() : uri + "?" + query;
  }

  /**
   * Forgets the script nonce of the page before when the form did not send it along: a script adds
   * it to the form, and without that script PrimeFaces would refuse the form. The answer gets a new
   * one.
   */
  @Override
  public @Nullable UIViewRoot restoreView(FacesContext context, String viewId) {
    UIViewRoot view = super.restoreView(context, viewId);
    boolean sent = context.getExternalContext().getRequestParameterMap().containsKey(NONCE);
    if (view != null && !sent && !context.getPartialViewContext().isAjaxRequest()) {
      view.getViewMap().remove(NONCE);
    }
    return view;
  }
}
