/** An address that leads nowhere. */
import { words } from "../core/i18n";
import { BASE } from "../router";

export default function Unknown() {
  const { notFound, notFoundLead, goHome } = words.value;
  return (
    <div class="empty">
      <h1>{notFound}</h1>
      <p class="quiet">{notFoundLead}</p>
      <a class="button" href={`${BASE}/`}>
        {goHome}
      </a>
    </div>
  );
}
