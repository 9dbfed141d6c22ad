// Every address of a client is the one page; only files have a dot in their last part.
function handler(event) {
  var request = event.request;
  if (request.uri.indexOf(".", request.uri.lastIndexOf("/")) === -1) {
    request.uri = "/index.html";
  }
  return request;
}
