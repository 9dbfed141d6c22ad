// Sets the theme before the first paint. A file of its own, because the page's policy allows no inline script.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("lambdesk:theme");
  } catch {
    // Storage may be switched off; the system's theme is used.
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
