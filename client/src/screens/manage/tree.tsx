/** What the people of a community can do together. It names nobody, and counts nobody alone. */
import { filesOf } from "../../nouns/files";
import { type Tree, tree } from "../../nouns/teams";
import { Outcome, useAsked } from "../../parts/asked";
import { Files } from "../../parts/files";
import { labelOf } from "../../parts/moment_shown";
import { manageWords } from "../../words/manage";
import { Frame } from "./frame";

export default function Talents({ community }: { community: string }) {
  return (
    <Frame id={community} at="tree">
      {() => <Counted community={community} />}
    </Frame>
  );
}

function Counted({ community }: { community: string }) {
  const { withheld, withheldLead, countedPeople, countedLead, atLeast, treePoster, treeName } = manageWords.value;
  const asked = useAsked(() => tree(community), [community]);
  return (
    <Outcome asked={asked}>
      {(found) =>
        found.withheld ? (
          <div class="one-column">
            <p>{withheld(found.k_min)}</p>
            <p class="quiet">{withheldLead}</p>
          </div>
        ) : (
          <>
            <p>{countedPeople(found.people)}</p>
            <p class="quiet">
              {countedLead} {atLeast(found.k_min)}
            </p>
            <Files
              path={filesOf.tree(community)}
              suffixes={["pdf", "svg", "csv"]}
              name={treeName}
              labels={{ pdf: treePoster }}
            />
            {found.frameworks.map((one) => (
              <Framework key={one.id} framework={one} />
            ))}
          </>
        )
      }
    </Outcome>
  );
}

function Framework({ framework }: { framework: Tree["frameworks"][number] }) {
  const { have, offer, seek, talent } = manageWords.value;
  const domains = framework.domains.filter(({ skills }) => skills.length > 0);
  if (!domains.length) return null;
  return (
    <section class="one-column">
      <h2>{labelOf(framework.title)}</h2>
      {domains.map((domain) => (
        <table key={domain.id} class="sheet">
          <caption>{labelOf(domain.labels)}</caption>
          <thead>
            <tr>
              <th scope="col">{talent}</th>
              <th scope="col">{have}</th>
              <th scope="col">{offer}</th>
              <th scope="col">{seek}</th>
            </tr>
          </thead>
          <tbody>
            {domain.skills.map((one) => (
              <tr key={one.skill.id}>
                <th scope="row">{labelOf(one.skill.labels)}</th>
                <td>{one.have || "–"}</td>
                <td>{one.offer || "–"}</td>
                <td>{one.seek || "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </section>
  );
}
