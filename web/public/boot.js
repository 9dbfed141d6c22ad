// Shows a page when the desk cannot start: its program was not loaded, or failed before it drew anything. Stands apart from
// the program and its styles, because those are what may be missing. A file of its own: the page's policy allows no inline script.
(function () {
  var WORDS = {
    de: {
      title: "Lambdesk konnte nicht starten",
      text: "Nichts, was Sie geschrieben haben, ist verloren. Neu laden hilft meistens; sonst nennen Sie Ihrer Administration die Kennung.",
      reload: "Neu laden",
      id: "Kennung",
    },
  };
  var id = null;

  function started() {
    var root = document.getElementById("root");
    return root !== null && root.childElementCount > 0;
  }

  function language() {
    var stored = null;
    try {
      stored = localStorage.getItem("lambdesk:locale");
    } catch {
      // Storage may be switched off; the browser's language is used.
    }
    return (stored || (navigator.languages && navigator.languages[0]) || navigator.language || "en").slice(0, 2);
  }

  function show(detail) {
    var page = document.getElementById("failed");
    if (id !== null || started() || page === null) return;
    id = Array.from(crypto.getRandomValues(new Uint8Array(4)), function (byte) {
      return byte.toString(16).padStart(2, "0");
    }).join("");
    var words = WORDS[language()];
    if (words) {
      document.documentElement.lang = language();
      page.querySelectorAll("[data-word]").forEach(function (place) {
        place.textContent = words[place.dataset.word];
      });
    }
    page.querySelector("[data-id]").textContent = id + " · " + new Date().toISOString();
    page.querySelector("[data-detail]").textContent = detail;
    page.querySelector("button").addEventListener("click", function () {
      location.reload();
    });
    page.hidden = false;
  }

  function later(detail) {
    // A failure that the program answers itself draws something at once.
    setTimeout(show, 50, String(detail).slice(0, 300));
  }

  addEventListener(
    "error",
    function (event) {
      var source = event.target;
      if (source instanceof HTMLScriptElement || source instanceof HTMLLinkElement) {
        if (source.rel !== "preload" && source.rel !== "icon") later(source.src || source.href);
      } else if (event.message) later(event.message);
    },
    true,
  );
  addEventListener("unhandledrejection", function (event) {
    later(event.reason);
  });
})();
