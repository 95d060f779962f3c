"""Given names that are a letter or two away from others: whoever bears one is not misspelling the
name of somebody else."""

from functools import cache

from moderation.folding import joined_pairs, words
from moderation.spellings import in_latin

_COMMON = (
    "adam adan aida alan albert alberto alejandra alejandro alessandra alessandro alex alexa "
    "alexander alexandra alexis alfred alfredo ali alice alicia alina alisa allan allen alona "
    "amanda amir amira ana anastasia andre andrea andreas andrei andrej andres andrew andrey angel "
    "angela angelo anita anja ann anna anne annie anton antonia antonio ariana arina armando arno "
    "arthur artem artur aron aaron erin astrid ben bernard bernardo bianca bob boris brenda brian "
    "bruno bryan camila camilla camille carina carl carla carlo carlos carmen carol carola carole "
    "caroline catalina caterina catherine cecilia celia cesar charles charlie charlotte chris "
    "christian christina christine clara clare claudia claudio colin corina cristian cristina "
    "daisy damian damon dan dana daniel daniela daniele danielle danilo daria darina dario darius "
    "dave david davide debora denis denise dennis diana diane diego dina dmitri dmitry dominic "
    "don donald donna dora dorian edgar edmund eduard eduardo edward elena eliana elias elisa "
    "elise elizabeth ella ellen elsa emil emilia emilio emily emma enrico enrique eric erica erik "
    "erika ernest ernesto eva evan eve fabian fabiana fabio fatima felicia felipe felix fernanda "
    "fernando fiona florian francesca francesco francis francisca francisco frank franz fred "
    "gabriel gabriela gabriele gary gavin george georgia gerald gerard gina gloria grace greg "
    "gregor guido gustavo hana hanna hannah hans harry hasan hassan hector helen helena henri "
    "henrik henry hugo ian ida igor ilona ines inga ingrid ira irena irene irina iris isabel "
    "isabella ivan ivana ivo jack jacob jake james jamie jan jana jane janet janina jason javier "
    "jean jennifer jessica jim joan joana joanna joe joel johan johanna john jon jonas jorge jose "
    "josef joseph josephine juan juana judith julia julian juliana julie julio karen karin karina "
    "karl karla karolina kate katarina kateryna katherine katia katja katya ken kevin kim kira "
    "klaus kristian kristin kristina kurt lana lara lars laura laurent lea leila lena leo leon "
    "leona leonard leonardo leonie lia liam liana lida lidia lily lina linda lisa liza lola lora "
    "loren lorena lorenzo louis louisa louise luc luca lucas lucia luciana lucie lucy luis luisa "
    "lukas luke lydia lynn magda maia maja malina manuel manuela mara marc marcel marcela marcella "
    "marcelo marcia marco marcos marcus margaret margarita mari maria mariam marian mariana "
    "marianne marie marika marina mario marion marisa marius mark marko markus marlene marta "
    "martha martin martina marvin mary masha mateo mathias matteo matthew matthias maurice mauro "
    "max maxim maya melanie melina melissa mia michael michaela michel michele michelle miguel "
    "mikael mike mila milan milena mina mira mirela miriam mirna mohamed mohammed moritz nadia "
    "nadine nancy naomi natalia natalie natasha nathan neil nela nick nicola nicolas nicole nika "
    "nikita nikola nikolai nikolas nils nina nino nora noah norman oleg olga olivia oliver omar "
    "oscar oskar pablo pamela paola paolo patricia patrick patrik paul paula paulina pavel pedro "
    "peter petra phil philip philipp pierre polina rachel rafael ralf ralph ramon raphael raul "
    "ray rebecca renata rene ricardo richard rita rob robert roberta roberto robin roger roland "
    "roman romana romina ron ronald rosa rosana rose roxana roy ruben rudolf ruslan ruth ryan "
    "sabina sabine sabrina sally sam samantha samir samira samuel sandra sandro sara sarah sasha "
    "saul sean sebastian selena selina serena sergei sergey sergio silvia simon simona simone "
    "sofia sonia sonja sophia sophie stefan stefania stefano stella stephan stephanie stephen "
    "steve steven susan susana svetlana sylvia tamara tania tanja tanya tara tatiana ted teresa "
    "theo theresa thomas tim timo tina tobias tom tomas tony valentin valentina valeria valerie "
    "vanessa vera verena veronica veronika victor victoria viktor viktoria vincent viola violeta "
    "virginia vlad vladimir walter wanda wendy werner will william yana yara yasmin yasmina yulia "
    "yuri zara zoe "
    "аида алан алекс александр александра алексей алёна алина алиса алла амина анастасия ангелина "
    "андрей анжела анна антон антонина арина аркадий арсен арсений артём артур богдан борис вадим "
    "валентин валентина валерий валерия ваня варвара василий василиса вера вероника виктор "
    "виктория виталий владимир владислав галина геннадий георгий герман глеб григорий давид дана "
    "даниил данила дарина дарья денис диана дина дмитрий ева евгений евгения егор екатерина елена "
    "елизавета жанна захар зоя иван игорь илона ильдар ильнар илья инна ира ирина камила карина "
    "катя кира кирилл константин кристина ксения лада лана лариса лев леонид лера лиана лида лидия "
    "лилия лина люба людмила майя максим маргарита марианна марина мария марк марта мила милана "
    "милена мира мирон миша михаил надежда настя наталия наталья ника никита николай нина оксана "
    "олег олеся ольга павел пётр полина раиса рената ринат рита родион роза роман руслан рустам "
    "сабина саша светлана семён сергей софия софья станислав степан таисия тамара таня тарас "
    "татьяна тимофей тимур ульяна фёдор эдуард эльвира эмиль эмма юлия юлиана юрий яна ярослав"
)


@cache
def given_names() -> frozenset[str]:
    """Folded, as they are written and in Latin letters."""
    spelt = (form for name in _COMMON.split() for form in (name, in_latin(name)) if form)
    return frozenset(joined_pairs("".join(words(name))) for name in spelt)
