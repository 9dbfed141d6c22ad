// Mails are shown on the content origin, whose name only the stack knows: it stands in here when the stack is deployed.
function handler(event) {
  return {
    statusCode: 302,
    statusDescription: "Found",
    headers: { location: { value: "${CONTENT}${PAGE}" }, "cache-control": { value: "${KEPT}" } },
  };
}
