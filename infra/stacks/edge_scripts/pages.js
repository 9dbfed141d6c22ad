// Every address of a client is its one page: the portal's below /portal, the desk's elsewhere. Only files have a dot in
// their last part, and what follows /portal/confirm/ may have one too.
function handler(event) {
  var request = event.request;
  if (request.uri === "/portal" || request.uri.startsWith("/portal/")) {
    request.uri = "/portal.html";
  } else if (request.uri.indexOf(".", request.uri.lastIndexOf("/")) === -1) {
    request.uri = "/index.html";
  }
  return request;
}
