package dev.sealward.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.annotation.FacesConfig;

/** Switches Faces on, with its beans in CDI. */
@FacesConfig
@ApplicationScoped
public class FacesSettings {}
