package dev.sealward.web;

import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.RequestDispatcher;
import java.util.Map;

/** Lets forms post to the address the page was asked for at, not to the view behind it. */
public class PageAddress extends ViewHandlerWrapper {

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
}
