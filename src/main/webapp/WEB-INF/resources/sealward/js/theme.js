// Loaded in <head>, before the first paint: applies the theme the person chose on this machine.
(function () {
  'use strict';
  var root = document.documentElement;
  var chosen = null;
  try { chosen = localStorage.getItem('sealward.theme'); } catch (e) { /* storage is off: follow the system */ }
  if (chosen === 'light' || chosen === 'dark') root.setAttribute('data-theme', chosen);
  root.setAttribute('data-shown-theme', chosen === 'light' || chosen === 'dark' ? chosen
    : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
})();
